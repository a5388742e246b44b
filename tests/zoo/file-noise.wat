;; about: begins as a component and goes on as noise
;; expect: refused "is not a valid component"

(module binary "\00asm\0d\00\01\00" "(;repeat 5000;)\17\2a\9b\e2\80\ae\1b[2J#n#(;end;)")
