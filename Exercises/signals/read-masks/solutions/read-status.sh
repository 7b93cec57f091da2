# Bit n-1 of SigBlk, SigIgn and SigCgt, for each of the four.
n=$(kill -l {{sig}})
how() { local m; for m in Blk:blocked Ign:ignored Cgt:caught; do (( 0x$(awk "/^Sig${m%:*}/{print \$2}" /proc/$1/status) >> (n - 1) & 1 )) && { echo ${m#*:}; return; }; done; echo default; }
lab answer treats="$(echo $(for p in $a $b $c $d; do echo "$p=$(how $p)"; done))"
