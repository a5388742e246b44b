;; about: makes a resource whose id has a line break, an escape and a way out of a folder
;; base: resource
;; expect: fails "has characters that cannot be shown"

;; part: core
(data (i32.const 4096) "../../etc\0a\1b[2J")

;; part: find
(call $none)

;; part: create
(call $created (i32.const 4096) (i32.const 14) (i32.const 0))
