;; about: gives AWS an id of 100 MB
;; base: calling
;; expect: fails "passed more than 8 MiB to a function of the host"

;; part: call
(drop (memory.grow (i32.const 1600)))
(call $delete (i32.const 4096) (i32.const 100000000) (i32.const 1024)) (i32.const 1024)
