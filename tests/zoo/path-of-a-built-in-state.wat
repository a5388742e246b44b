;; about: offers a state that the program has itself; the program's own is taken
;; base: functions
;; expect: succeeds "Successfully slept for 0 seconds."
;; state: time.sleep: [{duration: 0}]

;; part: path
"time.sleep"

;; part: path-length
(i32.const 10)

;; part: call
unreachable
