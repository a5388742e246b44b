;; about: has 250,000 tiny functions
;; base: functions
;; expect: refused "has more than 200000 functions"

;; part: core
(;repeat 250000;)(func) (;end;)
