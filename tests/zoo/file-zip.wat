;; about: is an archive
;; expect: refused "is not a WebAssembly file"

(module binary "PK\03\04\14\00\00\00\08\00")
