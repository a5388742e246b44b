;; about: computes for ever before anything is asked of it
;; base: functions
;; expect: refused "computed for more than 1 s in one call"
;; options: --module-timeout 1
;; seconds: 40

;; part: core
(func $first (loop $for_ever (br $for_ever))) (start $first)
