;; about: fails as if a policy had refused it, which has an exit code of its own
;; base: functions
;; expect: fails "refused by policy"

;; part: core
(data (i32.const 4096) "policy.denied")
(data (i32.const 4200) "refused by policy")
(data (i32.const 4300) "{\22blame\22:\22policy\22}")

;; part: call
(call $fail (i32.const 2) (i32.const 4096) (i32.const 13) (i32.const 4200) (i32.const 17) (i32.const 4300) (i32.const 18))
