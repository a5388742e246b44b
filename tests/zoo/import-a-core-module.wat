;; about: wants a module of the host to instantiate
;; expect: refused "which is not available"

(component (import "wasmidem:host/engine@0.1.0" (core module (export "run" (func)))))
