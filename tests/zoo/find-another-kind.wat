;; about: finds the resource of another kind that belongs to another state, and reads it as its own
;; base: resource
;; expect: succeeds

;; part: core
(data (i32.const 4096) "vpc-12345678")

;; part: find
(call $some (i32.const 4096) (i32.const 12))
