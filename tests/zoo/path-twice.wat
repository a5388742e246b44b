;; about: offers the same function twice
;; base: functions
;; expect: refused "offers `zoo.run` twice"

;; part: list
(i32.store (i32.const 400) (i32.const 64)) (i32.store (i32.const 404) (i32.const 7)) (i32.store8 (i32.const 408) (i32.const 1))
(i32.store (i32.const 412) (i32.const 512)) (i32.store (i32.const 416) (i32.const 2))
(memory.copy (i32.const 420) (i32.const 400) (i32.const 20))
(i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 2))
(i32.const 384)
