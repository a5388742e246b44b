;; about: offers a function with a schema of 50 MB
;; base: functions
;; expect: refused "answered `list-functions` with more than 8 MiB"

;; part: list
(drop (memory.grow (i32.const 800)))
(memory.fill (i32.const 131072) (i32.const 32) (i32.const 50000000))
(i32.store (i32.const 400) (i32.const 64)) (i32.store (i32.const 404) (i32.const 7)) (i32.store8 (i32.const 408) (i32.const 1))
(i32.store (i32.const 412) (i32.const 131072)) (i32.store (i32.const 416) (i32.const 50000000))
(i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 1))
(i32.const 384)
