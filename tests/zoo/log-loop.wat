;; about: logs empty lines for ever
;; base: calling
;; expect: fails "called functions of the host more than 100000 times in one call"
;; options: --module-timeout 60

;; part: call
(loop $more (call $log (i32.const 0) (i32.const 0) (i32.const 0)) (br $more)) unreachable
