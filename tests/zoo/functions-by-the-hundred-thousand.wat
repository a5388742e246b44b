;; about: offers 100,000 functions
;; base: functions
;; expect: refused "offers more than"
;; seconds: 30

;; part: list
(local $i i32) (local $at i32)
(drop (memory.grow (i32.const 200)))
(local.set $at (i32.const 200000))
(loop $more
  ;; the path: `zoo.` and eight letters that are the number
  (i32.store (local.get $at) (i32.const 0x2e6f6f7a))
  (i64.store offset=4 (local.get $at)
    (i64.or (i64.const 0x6161616161616161)
      (i64.or (i64.extend_i32_u (i32.and (local.get $i) (i32.const 15)))
        (i64.or (i64.shl (i64.extend_i32_u (i32.and (i32.shr_u (local.get $i) (i32.const 4)) (i32.const 15))) (i64.const 8))
          (i64.or (i64.shl (i64.extend_i32_u (i32.and (i32.shr_u (local.get $i) (i32.const 8)) (i32.const 15))) (i64.const 16))
            (i64.or (i64.shl (i64.extend_i32_u (i32.and (i32.shr_u (local.get $i) (i32.const 12)) (i32.const 15))) (i64.const 24))
              (i64.shl (i64.extend_i32_u (i32.shr_u (local.get $i) (i32.const 16))) (i64.const 32))))))))
  (i32.store offset=12 (local.get $at) (local.get $at))
  (i32.store offset=16 (local.get $at) (i32.const 12))
  (i32.store8 offset=20 (local.get $at) (i32.const 1))
  (i32.store offset=24 (local.get $at) (i32.const 512))
  (i32.store offset=28 (local.get $at) (i32.const 2))
  ;; the entry itself, after all paths
  (memory.copy (i32.add (i32.const 8000000) (i32.mul (local.get $i) (i32.const 20))) (i32.add (local.get $at) (i32.const 12)) (i32.const 20))
  (local.set $at (i32.add (local.get $at) (i32.const 32)))
  (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100000))))
(i32.store (i32.const 384) (i32.const 8000000)) (i32.store (i32.const 388) (i32.const 100000))
(i32.const 384)
