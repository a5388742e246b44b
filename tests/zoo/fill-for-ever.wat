;; about: fills its memory again and again with single instructions that take long
;; base: functions
;; expect: fails "computed for more than 1 s in one call"
;; options: --module-timeout 1

;; part: call
(drop (memory.grow (i32.const 3000)))
(loop $for_ever (memory.fill (i32.const 4096) (i32.const 7) (i32.const 190000000)) (br $for_ever)) unreachable
