;; about: has a function of fifty thousand calls with forty values each
;; base: functions
;; expect: refused "too many calls to compile"

;; part: core
(type $wide (func (param (;repeat 20;)i32 (;end;)) (result (;repeat 20;)i32 (;end;))))
(func $pass (type $wide) (;repeat 20;)local.get #n# (;end;))
(func (;repeat 20;)i32.const 1 (;end;)
  (;repeat 50000;)call $pass (;end;)
  (;repeat 20;)drop (;end;))
