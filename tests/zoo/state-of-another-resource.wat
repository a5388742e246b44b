;; about: answers with the state of another resource than it was asked for
;; base: resource
;; expect: fails "answered `read` with a state whose `resource_id` is not `t-1`"

;; part: core
(data (i32.const 4096) "{\22size\22:1,\22resource_id\22:\22t-2\22}")

;; part: read
(call $some (i32.const 4096) (i32.const 30))
