;; about: crashes when the host wants room for the arguments
;; base: functions
;; expect: fails "crashed"

;; part: realloc
unreachable
