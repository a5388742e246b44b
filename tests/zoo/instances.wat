;; about: consists of five thousand instances, each with a memory of its own
;; base: functions
;; expect: refused "instances"

;; part: instances
(core module $cell (memory 1))
(;repeat 5000;)(core instance (instantiate $cell))
(;end;)
