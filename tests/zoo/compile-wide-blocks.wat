;; about: has a function of a hundred thousand loops that take and give a thousand values each
;; base: functions
;; expect: refused "has a function or block of 2000 parameters and results, more than 50"

;; part: core
(type $wide (func (param (;repeat 1000;)i32 (;end;)) (result (;repeat 1000;)i32 (;end;))))
(func (;repeat 1000;)i32.const 1 (;end;)
  (;repeat 100000;)loop (type $wide) end (;end;)
  (;repeat 1000;)drop (;end;))
