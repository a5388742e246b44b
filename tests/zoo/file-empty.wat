;; about: is an empty file
;; expect: refused "is incomplete"

(module binary "")
