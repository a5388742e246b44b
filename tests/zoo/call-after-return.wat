;; about: answers, and deletes a VPC in what is to free the answer
;; base: calling
;; expect: fails "cannot leave component instance"

;; part: core
(data (i32.const 4096) "vpc-12345678")

;; part: call-after
(call $delete (i32.const 4096) (i32.const 12) (i32.const 8192))
