;; about: computes for ever when it is asked what it offers
;; base: functions
;; expect: refused "computed for more than 1 s in one call"
;; options: --module-timeout 1
;; seconds: 40

;; part: list
(loop $for_ever (br $for_ever)) unreachable
