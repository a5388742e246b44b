;; about: wants to throw exceptions
;; base: functions
;; expect: refused "is not a valid component"

;; part: core
(tag $thrown) (func (throw $thrown))
