;; about: has a function of 20,000 locals and 2,000 loops in one another
;; base: functions
;; expect: refused "too many locals and blocks to compile"

;; part: core
(func (;repeat 20000;)(local i32)(;end;)
  (;repeat 2000;)(loop (;end;)
  (;repeat 2000;))(;end;))
