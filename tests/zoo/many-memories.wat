;; about: spreads its memory over fifty memories, each within the limit
;; base: functions
;; expect: fails "used more than 256 MiB of memory"
;; mebibytes: 500

;; part: core
(;repeat 50;)(memory $m#n# 1) (;end;)

;; part: call
(;repeat 50;)(memory.fill $m#n# (i32.mul (memory.grow $m#n# (i32.const 200)) (i32.const 65536)) (i32.const 7) (i32.const 13107200)) (;end;)
unreachable
