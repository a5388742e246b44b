;; about: answers with a text that is not UTF-8
;; base: functions
;; expect: fails "broke a rule of the component model in `call`"

;; part: core
(data (i32.const 4096) "\22\ff\c0\af\ed\a0\80\22")

;; part: call
(call $ok (i32.const 4096) (i32.const 9))
