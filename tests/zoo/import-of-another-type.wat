;; about: wants an operation with a type of its own, a handle to nothing the host has
;; base: functions
;; expect: refused "vpc"

;; part: imports
(import "wasmidem:ec2/vpc@0.1.0" (instance
  (export "delete-vpc" (func (param "vpc-id" (list (list (list u8)))) (param "dry-run" f64) (result u64)))))
