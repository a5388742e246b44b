;; about: has lists of lists of lists, tens of thousands of levels deep
;; base: functions
;; expect: refused "is not a valid component"

;; part: imports
(;repeat 90000;)(type (list #n#)) (;end;)
