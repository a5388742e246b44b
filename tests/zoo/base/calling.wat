;; about: `functions` with a part of what modules may import
;; base: functions
;;
;; What a case may use besides: $log (level, text, length); $identity (place), which asks AWS who we are and puts
;; the result at the place; $delete (id, length, place), which deletes a VPC.

;; part: imports
(import "wasmidem:host/log@0.1.0" (instance $log
  (type $level0 (enum "trace" "debug" "info" "warn" "error"))
  (export "level" (type $level (eq $level0)))
  (export "log" (func (param "level" $level) (param "message" string)))))
(import "wasmidem:sts/identity@0.1.0" (instance $sts
  (alias outer 1 $failure (type $failure0))
  (export "failure" (type $failure (eq $failure0)))
  (type $identity0 (record (field "account" string) (field "arn" string) (field "user-id" string)))
  (export "caller-identity" (type $identity (eq $identity0)))
  (export "get-caller-identity" (func (result (result $identity (error $failure)))))))
(import "wasmidem:ec2/vpc@0.1.0" (instance $vpc
  (alias outer 1 $failure (type $failure0))
  (export "failure" (type $failure (eq $failure0)))
  (export "delete-vpc" (func (param "vpc-id" string) (result (result (error $failure)))))))

;; part: lowered
(core func $log (canon lower (func $log "log") (memory $mem)))
(core func $identity (canon lower (func $sts "get-caller-identity") (memory $mem) (realloc $realloc)))
(core func $delete (canon lower (func $vpc "delete-vpc") (memory $mem) (realloc $realloc)))

;; part: given
(export "log" (func $log)) (export "identity" (func $identity)) (export "delete" (func $delete))

;; part: core-imports
(import "host" "log" (func $log (param i32 i32 i32)))
(import "host" "identity" (func $identity (param i32)))
(import "host" "delete" (func $delete (param i32 i32 i32)))
