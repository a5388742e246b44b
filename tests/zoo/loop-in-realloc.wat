;; about: computes for ever when the host wants room for the arguments
;; base: functions
;; expect: fails "computed for more than 1 s in one call"
;; options: --module-timeout 1

;; part: realloc
(loop $for_ever (br $for_ever)) unreachable
