;; about: answers, and crashes in what is to free the answer
;; base: functions
;; expect: fails "crashed: wasm `unreachable` instruction executed"

;; part: call-after
unreachable
