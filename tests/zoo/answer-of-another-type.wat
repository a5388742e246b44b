;; about: answers a list where an object belongs
;; base: functions
;; expect: fails "answered `call` with JSON that is no object"

;; part: core
(data (i32.const 4096) "[true, \22created\22]")

;; part: call
(call $ok (i32.const 4096) (i32.const 17))
