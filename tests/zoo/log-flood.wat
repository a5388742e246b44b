;; about: logs long lines with terminal escapes for ever
;; base: calling
;; expect: fails "logged more than 1 MiB in one call"
;; options: --log-level trace

;; part: core
(data (i32.const 4096) "\1b[2J\0aerror: all is well\e2\80\ae")

;; part: call
(loop $more (call $log (i32.const 4) (i32.const 4096) (i32.const 30000)) (br $more)) unreachable
