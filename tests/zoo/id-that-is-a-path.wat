;; about: makes a resource whose id is a path to a file of the machine, as a text like any other
;; base: resource
;; expect: succeeds

;; part: core
(data (i32.const 4096) "../../../../etc/passwd")

;; part: find
(call $none)

;; part: create
(call $created (i32.const 4096) (i32.const 22) (i32.const 0))
