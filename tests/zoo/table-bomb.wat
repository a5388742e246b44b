;; about: lets a table grow for ever
;; base: functions
;; expect: fails "used more than 100000 elements of tables"

;; part: core
(table $t 1 funcref)

;; part: call
(loop $more (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $more)) unreachable
