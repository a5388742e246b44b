;; about: wants ninety thousand interfaces
;; expect: refused "which is not available"

(component
  (;repeat 90000;)(import "zoo:cage/number-n#n#@0.1.0" (instance))
  (;end;))
