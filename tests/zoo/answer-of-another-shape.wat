;; about: answers an object whose members have types of their own
;; base: functions
;; expect: fails "answered `call` with"

;; part: core
(data (i32.const 4096) "{\22result\22:\22yes\22,\22comment\22:{\22a\22:1},\22changes\22:[1e999],\22old_state\22:7}")

;; part: call
(call $ok (i32.const 4096) (i32.const 67))
