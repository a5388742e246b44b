;; about: offers a state that the program has itself
;; base: functions
;; expect: refused "`exec.run`"

;; part: path
"exec.run"

;; part: path-length
(i32.const 8)
