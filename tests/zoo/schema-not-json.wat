;; about: offers a function with a schema that is no JSON
;; base: functions
;; expect: refused "with a wrong schema"

;; part: schema
"}{"
