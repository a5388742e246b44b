;; about: has a function with a table of a million places to go to
;; base: functions
;; expect: refused "has a function of"

;; part: core
(func (;repeat 100;)(block (;end;)
  (br_table (;repeat 1100000;)7 (;end;) (i32.const 1))
  (;repeat 100;))(;end;))
