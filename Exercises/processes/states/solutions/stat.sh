# Reads field 3 of stat, counted after the last bracket.
lab answer labels="$(for p in $z $tr $t $s $r $d; do echo "$p=$(sed 's/.*) //' /proc/$p/stat | cut -c1)"; done | xargs)"
