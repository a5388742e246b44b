;; about: fails as if AWS were busy, so that it is tried again and again
;; base: functions
;; expect: fails "Rate exceeded"
;; seconds: 30

;; part: core
(data (i32.const 4096) "aws.ec2.RequestLimitExceeded")
(data (i32.const 4200) "Rate exceeded")
(data (i32.const 4300) "{\22blame\22:\22AWS\22}")

;; part: call
(i32.store8 (i32.const 1027) (i32.const 0))
(drop (call $fail (i32.const 3) (i32.const 4096) (i32.const 28) (i32.const 4200) (i32.const 13) (i32.const 4300) (i32.const 15)))
(i32.store8 (i32.const 1048) (i32.const 1))
(i32.const 1024)
