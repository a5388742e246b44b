;; about: asks AWS who we are when it is asked what it offers, and goes on only if AWS answers
;; base: calling
;; expect: refused "crashed"

;; part: list
(call $identity (i32.const 2048))
(if (i32.load8_u (i32.const 2048)) (then unreachable))
(i32.const 384)
