;; about: reads another state each time, and so is never as it should be
;; base: resource
;; expect: fails "size"
;; state: zoo.thing.present: [{size: 3}]
;; seconds: 60

;; part: core
(data (i32.const 4096) "{\22size\22:9}")

;; part: read
(i32.store8 (i32.const 4104) (i32.add (i32.const 52) (i32.and (local.get $id) (i32.const 3))))
(call $some (i32.const 4096) (i32.const 10))
