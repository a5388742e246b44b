;; about: has a function of 999 locals and 100,000 loops in one another, at the heart of which all locals change
;; base: functions
;; expect: refused "too many locals and blocks to compile"

;; part: core
(func (;repeat 999;)(local i32)(;end;)
  (;repeat 100000;)(loop (;end;)
  (;repeat 999;)(local.set #n# (i32.add (local.get #n#) (i32.const 1)))(;end;)
  (;repeat 100000;) (br_if 0 (local.get 0)) )(;end;))
