;; about: gives the host room that is not in its memory
;; base: functions
;; expect: fails "broke a rule of the component model in `call`"

;; part: realloc
(i32.const 0xfffffff0)
