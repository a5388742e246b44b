;; about: answers at once, then computes for ever in what is to free the answer
;; base: functions
;; expect: fails "computed for more than 1 s in one call"
;; options: --module-timeout 1

;; part: call-after
(loop $for_ever (br $for_ever))
