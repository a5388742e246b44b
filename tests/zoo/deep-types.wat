;; about: has a list of lists of lists, ten thousand levels deep
;; base: functions
;; expect: refused "is not a valid component"

;; part: imports
(type $d0 (list u8))
(type $list (list (;repeat 10000;)(list (;end;) u8 (;repeat 10000;))(;end;)))
