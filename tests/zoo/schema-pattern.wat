;; about: asks for arguments that match a pattern which takes careless readers years
;; base: functions
;; expect: succeeds
;; state: zoo.run: [{a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab}]

;; part: schema
"{\22properties\22:{\22a\22:{\22type\22:\22string\22,\22pattern\22:\22^((a+)+)+$\22}}}"

;; part: schema-length
(i32.const 61)
