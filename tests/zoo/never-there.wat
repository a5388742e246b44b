;; about: makes a resource that is never there when it is looked for; to the host, AWS is slow to show it
;; base: resource
;; expect: fails "was created, but is still not found"
;; blame: AWS
;; seconds: 40

;; part: find
(call $none)

;; part: create
(call $created (i32.const 0) (i32.const 3) (i32.const 1))

;; part: read
(call $none)
