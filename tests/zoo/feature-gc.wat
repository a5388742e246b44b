;; about: wants a collector of garbage
;; base: functions
;; expect: refused "is not a valid component"

;; part: core
(type (struct (field i32)))
