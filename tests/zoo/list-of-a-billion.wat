;; about: says that it offers a billion functions
;; base: functions
;; expect: refused "does not say what it offers"
;; seconds: 40

;; part: list
(i32.store (i32.const 384) (i32.const 0)) (i32.store (i32.const 388) (i32.const 1000000000)) (i32.const 384)
