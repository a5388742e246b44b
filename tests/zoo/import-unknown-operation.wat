;; about: wants an operation that is not in its interface
;; expect: refused "run-instances"

(component (import "wasmidem:ec2/vpc@0.1.0" (instance (export "run-instances" (func)))))
