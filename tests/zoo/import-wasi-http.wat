;; about: wants to speak HTTP
;; expect: refused "wasi:http/outgoing-handler@0.2.6"

(component (import "wasi:http/outgoing-handler@0.2.6" (instance )))
