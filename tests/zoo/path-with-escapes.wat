;; about: offers a function whose path has terminal escapes and line breaks
;; base: functions
;; expect: refused "which is no path"

;; part: path
"\1b[2J\0aa"

;; part: path-length
(i32.const 6)
