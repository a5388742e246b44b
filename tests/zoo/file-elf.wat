;; about: is a program of the machine
;; expect: refused "is not a WebAssembly file"

(module binary "\7fELF\02\01\01\00\00\00\00\00\00\00\00\00\03\00\3e\00\01\00\00\00")
