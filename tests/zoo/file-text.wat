;; about: is text
;; expect: refused "is not a WebAssembly file"

(module binary "(component (export \22call\22))")
