;; about: wants a function of the host that would tell the credentials
;; expect: refused "credentials"

(component (import "wasmidem:host/context@0.1.0" (instance (export "credentials" (func (result string))))))
