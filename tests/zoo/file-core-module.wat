;; about: is a core module, not a component
;; expect: refused "is a core WebAssembly module"

(module (func (export "call")))
