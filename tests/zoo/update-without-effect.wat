;; about: says that it changed what is still as it was
;; base: resource
;; expect: fails "size"
;; state: zoo.thing.present: [{size: 2}]
;; seconds: 40
