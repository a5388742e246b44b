;; about: wants an interface whose package is nearly ours
;; expect: refused "vvasmidem:ec2/vpc@0.1.0"

(component (import "vvasmidem:ec2/vpc@0.1.0" (instance )))
