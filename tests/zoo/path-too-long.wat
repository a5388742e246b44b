;; about: offers a function whose path has 100,000 letters
;; base: functions
;; expect: refused "which is no path"

;; part: path-length
(i32.const 60000)
