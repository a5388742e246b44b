;; about: wants a memory that threads share
;; base: functions
;; expect: refused "is not a valid component"

;; part: core
(memory $shared 1 1 shared)
