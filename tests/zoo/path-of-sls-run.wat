;; about: offers a state that the program has itself
;; base: functions
;; expect: refused "`sls.run`"

;; part: path
"sls.run"
