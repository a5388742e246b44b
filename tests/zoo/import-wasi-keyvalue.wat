;; about: wants a store that other modules see
;; expect: refused "wasi:keyvalue/store@0.2.0"

(component (import "wasi:keyvalue/store@0.2.0" (instance )))
