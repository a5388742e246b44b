;; about: offers a function whose schema nests a million lists
;; base: functions
;; expect: refused "with a schema of more than 64 levels"

;; part: list
(drop (memory.grow (i32.const 40)))
(memory.fill (i32.const 131072) (i32.const 91) (i32.const 2000000))
(i32.store (i32.const 400) (i32.const 64)) (i32.store (i32.const 404) (i32.const 7)) (i32.store8 (i32.const 408) (i32.const 1))
(i32.store (i32.const 412) (i32.const 131072)) (i32.store (i32.const 416) (i32.const 2000000))
(i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 1))
(i32.const 384)
