;; about: computes for ever when its state is run
;; base: functions
;; expect: fails "computed for more than 1 s in one call"
;; options: --module-timeout 1

;; part: call
(loop $for_ever (br $for_ever)) unreachable
