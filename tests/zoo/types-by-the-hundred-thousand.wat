;; about: has 200,000 types
;; base: functions
;; expect: refused "is not a valid component"

;; part: imports
(;repeat 1100000;)(type u8) (;end;)
