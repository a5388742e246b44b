;; about: deletes a resource that is never gone
;; base: resource
;; expect: fails "t-1"
;; state: zoo.thing.absent: [{resource_id: t-1}]
;; seconds: 120

;; part: delete
(call $progress (i32.const 1))
