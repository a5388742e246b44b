;; about: executes `unreachable`
;; base: functions
;; expect: fails "crashed: wasm `unreachable` instruction executed"

;; part: call
unreachable
