;; about: wants 4 GiB before anything is asked of it
;; base: functions
;; expect: refused "used more than 256 MiB of memory"

;; part: core
(memory $big 65536)
