;; about: answers with eight million empty values
;; base: functions
;; expect: fails "answered `call` with JSON of more than 200000 values"

;; part: call
(drop (memory.grow (i32.const 130)))
(memory.fill (i32.const 131072) (i32.const 44) (i32.const 8000000))
(call $ok (i32.const 131072) (i32.const 8000000))
