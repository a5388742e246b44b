;; about: is a component of one custom section of 32 MB
;; expect: refused "exports nothing"

(component (@custom "zoo" "(;repeat 2000000;)sixteen bytes.. (;end;)"))
