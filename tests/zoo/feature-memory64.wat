;; about: wants a memory of 64 bit
;; base: functions
;; expect: refused "is not a valid component"

;; part: core
(memory $large i64 1)
