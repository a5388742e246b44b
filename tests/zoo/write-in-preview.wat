;; about: deletes a VPC although it is only asked what it would do, and says that all is well
;; base: calling
;; expect: succeeds
;; options: --test

;; part: core
(data (i32.const 4096) "vpc-12345678")

;; part: call
(call $delete (i32.const 4096) (i32.const 12) (i32.const 2048))
(call $ok (i32.const 0) (i32.const 15))
