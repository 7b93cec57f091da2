# Reads the State line of status.
lab answer labels="$(for p in $d $r $s $t $tr $z; do awk -v p=$p '/^State:/ {print p "=" $2}' /proc/$p/status; done | xargs)"
