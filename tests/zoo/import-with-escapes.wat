;; about: wants an interface whose name has terminal escapes and line breaks
;; expect: refused "is not a valid component"

(component (import "wasmidem:ec2/\1b[2J\0aerror: all is well\e2\80\ae@0.1.0" (instance)))
