;; about: wants ninety thousand interfaces
;; expect: refused "instances count exceeds limit of 1000"

(component
  (;repeat 90000;)(import "zoo:cage/number-n#n#@0.1.0" (instance))
  (;end;))
