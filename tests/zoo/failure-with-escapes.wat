;; about: fails with terminal escapes, direction controls and lines of its own
;; base: functions
;; expect: fails "x wasmidem: all is well"

;; part: core
(data (i32.const 4096) "aws\1b[2J.\0a\c2\9bx")
(data (i32.const 4200) "\1b[2J\1b]0;owned\07\e2\80\aex\nwasmidem: all is well")
(data (i32.const 4300) "{\22\5cu001b[31m\22:\22\5cu001b[31m\5cu202e\22}")

;; part: call
(call $fail (i32.const 9) (i32.const 4096) (i32.const 13) (i32.const 4200) (i32.const 41) (i32.const 4300) (i32.const 37))
