;; about: has a function of sixteen locals and 6,000 loops in one another, at the heart of which all locals change
;; base: functions
;; expect: refused "too many loops in one another to compile"

;; part: core
(func (;repeat 16;)(local i32)(;end;)
  (;repeat 6000;)(loop (;end;)
  (;repeat 16;)(local.set #n# (i32.add (local.get #n#) (i32.const 1)))(;end;)
  (;repeat 6000;) (br_if 0 (local.get 0)) )(;end;))
