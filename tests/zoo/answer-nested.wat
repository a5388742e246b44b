;; about: answers with a million lists in one another
;; base: functions
;; expect: fails "answered `call` with JSON of more than 64 levels"

;; part: call
(drop (memory.grow (i32.const 40)))
(memory.fill (i32.const 131072) (i32.const 91) (i32.const 1000000))
(memory.fill (i32.const 1131072) (i32.const 93) (i32.const 1000000))
(call $ok (i32.const 131072) (i32.const 2000000))
