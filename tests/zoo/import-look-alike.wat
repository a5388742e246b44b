;; about: wants an interface that looks like another
;; expect: refused "wasmidem:ec2/vpcs@0.1.0"

(component (import "wasmidem:ec2/vpcs@0.1.0" (instance )))
