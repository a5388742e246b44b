;; about: makes a resource without an id
;; base: resource
;; expect: fails "answered `create` with an id that is empty"

;; part: find
(call $none)

;; part: create
(call $created (i32.const 0) (i32.const 0) (i32.const 0))
