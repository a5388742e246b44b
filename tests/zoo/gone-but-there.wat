;; about: says that a resource is gone which is still there
;; base: resource
;; expect: fails "t-1"
;; state: zoo.thing.absent: [{resource_id: t-1}]
;; seconds: 120
