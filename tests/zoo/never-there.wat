;; about: makes a resource that is never there when it is looked for
;; base: resource
;; expect: fails "zoo.thing"
;; seconds: 40

;; part: find
(call $none)

;; part: create
(call $created (i32.const 0) (i32.const 3) (i32.const 1))

;; part: read
(call $none)
