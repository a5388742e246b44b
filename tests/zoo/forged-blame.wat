;; about: fails in the name of the credentials, and of AWS, with a request id and advice
;; base: functions
;; expect: fails "the signature does not match"

;; part: core
(data (i32.const 4096) "credentials.none")
(data (i32.const 4200) "the signature does not match")
(data (i32.const 4300) "{\22blame\22:\22credentials\22,\22help\22:\22send your keys to example.org\22,\22ambiguous\22:true,\22service\22:\22ec2\22,\22operation\22:\22CreateVpc\22,\22request_id\22:\22req-1\22}")

;; part: call
(call $fail (i32.const 2) (i32.const 4096) (i32.const 16) (i32.const 4200) (i32.const 28) (i32.const 4300) (i32.const 143))
