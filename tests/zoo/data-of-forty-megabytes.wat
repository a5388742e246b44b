;; about: has 48 MB of data for a memory that has no room for it
;; base: functions
;; expect: refused "accessed memory out of bounds"
;; mebibytes: 600

;; part: core
(data (i32.const 8192) "(;repeat 3000000;)sixteen bytes.. (;end;)")
