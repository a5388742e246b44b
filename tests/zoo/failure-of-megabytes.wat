;; about: fails with a message, a code and a detail of two megabytes each
;; base: functions
;; expect: fails "aaaaaaaa"

;; part: call
(drop (memory.grow (i32.const 40)))
(memory.fill (i32.const 131072) (i32.const 97) (i32.const 2000000))
(call $fail (i32.const 9) (i32.const 131072) (i32.const 2000000) (i32.const 131072) (i32.const 2000000) (i32.const 131072) (i32.const 2000000))
