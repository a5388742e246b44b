;; about: answers with a text that is not in its memory
;; base: functions
;; expect: fails "broke a rule of the component model in `call`"

;; part: call
(call $ok (i32.const 0x7ffffff0) (i32.const 100))
