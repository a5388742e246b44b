;; about: is a component in a component, two thousand levels deep
;; expect: refused "is not a valid component"

(component (;repeat 2000;)(component (;end;) (;repeat 2000;))(;end;))
