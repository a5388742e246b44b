;; about: is a component in a component in a component, ninety levels deep, and empty
;; expect: refused "exports nothing"

(component (;repeat 90;)(component (;end;) (;repeat 90;))(;end;))
