;; about: answers with neither a success nor a failure
;; base: functions
;; expect: fails "broke a rule of the component model in `call`"

;; part: call
(i32.store8 (i32.const 4096) (i32.const 9)) (i32.const 4096)
