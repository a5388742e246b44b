;; about: ends within its first section
;; expect: refused "is incomplete"

(module binary "\00asm\0d\00\01\00\01\ff\ff\ff\7f")
