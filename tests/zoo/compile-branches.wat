;; about: has a function of three hundred thousand branches with a thousand values each
;; base: functions
;; expect: refused "has a function or block of 1000 parameters and results, more than 50"

;; part: core
(func block (result (;repeat 1000;)i32 (;end;)) (;repeat 1000;)i32.const 1 (;end;)
  (;repeat 300000;)i32.const 1 br_if 0 (;end;)
  end (;repeat 1000;)drop (;end;))
