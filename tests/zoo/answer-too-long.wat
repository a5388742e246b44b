;; about: answers with 200 MB
;; base: functions
;; expect: fails "answered `call` with more than 8 MiB"
;; mebibytes: 450

;; part: call
(drop (memory.grow (i32.const 3100))) (call $ok (i32.const 4096) (i32.const 200000000))
