;; about: takes memory until there is none
;; base: functions
;; expect: fails "used more than 64 MiB of memory"
;; options: --module-memory 64
;; mebibytes: 250

;; part: call
(loop $more
  (memory.fill (i32.mul (memory.grow (i32.const 64)) (i32.const 65536)) (i32.const 7) (i32.const 4194304))
  (br $more))
unreachable
