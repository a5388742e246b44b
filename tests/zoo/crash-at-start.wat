;; about: crashes before anything is asked of it
;; base: functions
;; expect: refused "crashed: wasm `unreachable` instruction executed"

;; part: core
(func $first unreachable) (start $first)
