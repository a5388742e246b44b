;; about: calls itself for ever
;; base: functions
;; expect: fails "used up its stack"

;; part: call
(drop (call $deep (i32.const 1))) unreachable
