;; about: offers a function whose path has 60,000 letters
;; base: functions
;; expect: refused "offers a path of 60000 bytes, more than 256"

;; part: list
(memory.fill (i32.const 66000) (i32.const 97) (i32.const 60000))
(i32.store (i32.const 400) (i32.const 66000)) (i32.store (i32.const 404) (i32.const 60000)) (i32.store8 (i32.const 408) (i32.const 1))
(i32.store (i32.const 412) (i32.const 512)) (i32.store (i32.const 416) (i32.const 2))
(i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 1))
(i32.const 384)
