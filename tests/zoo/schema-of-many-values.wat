;; about: offers a function with a schema of eight million empty lists
;; base: functions
;; expect: refused "offers schemas of more than 200000 values in all"
;; mebibytes: 300

;; part: core
(data (i32.const 4096) "{\22a\22:[0")
(data (i32.const 4200) "]}")

;; part: list
(local $i i32)
(drop (memory.grow (i32.const 200)))
(memory.copy (i32.const 131072) (i32.const 4096) (i32.const 7))
(local.set $i (i32.const 131079))
(loop $more
  (i32.store16 (local.get $i) (i32.const 0x302c))
  (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 2))) (i32.const 8100000))))
(memory.copy (local.get $i) (i32.const 4200) (i32.const 2))
(i32.store (i32.const 400) (i32.const 64)) (i32.store (i32.const 404) (i32.const 7)) (i32.store8 (i32.const 408) (i32.const 1))
(i32.store (i32.const 412) (i32.const 131072)) (i32.store (i32.const 416) (i32.sub (local.get $i) (i32.const 131070)))
(i32.store (i32.const 384) (i32.const 400)) (i32.store (i32.const 388) (i32.const 1))
(i32.const 384)
