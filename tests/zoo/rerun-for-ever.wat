;; about: says each time that it is not done yet
;; base: functions
;; expect: fails "the zoo is not open yet"
;; blame: none
;; options: --max-pending-reruns 3
;; seconds: 60

;; part: core
(data (i32.const 4096) "{\22result\22:false,\22comment\22:[\22the zoo is not open yet\22],\22rerun_data\22:{\22again\22:true}}")

;; part: call
(call $ok (i32.const 4096) (i32.const 82))
