;; about: offers the function of another module, before that is loaded
;; base: functions
;; expect: refused "`test.nop`"

;; part: path
"test.nop"

;; part: path-length
(i32.const 8)
