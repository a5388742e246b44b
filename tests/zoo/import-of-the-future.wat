;; about: wants an interface of a version that is not there yet
;; expect: refused "knows version 0.1 of its interfaces"

(component (import "wasmidem:ec2/vpc@9.9.9" (instance )))
