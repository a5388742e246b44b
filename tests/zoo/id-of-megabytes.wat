;; about: makes a resource whose id has 5 MB
;; base: resource
;; expect: fails "answered `create` with an id that is empty, too long"

;; part: find
(call $none)

;; part: create
(drop (memory.grow (i32.const 100)))
(memory.fill (i32.const 131072) (i32.const 97) (i32.const 5000000))
(call $created (i32.const 131072) (i32.const 5000000) (i32.const 0))
