;; about: crashes in a function whose name has terminal escapes
;; base: functions
;; expect: fails "crashed: wasm `unreachable` instruction executed"

;; part: core
(func $bad (@name "\1b[2J\0aerror: all is well\e2\80\ae") unreachable)

;; part: call
(call $bad) unreachable
