# Takes the first letter of STAT for each process.
lab answer labels="$(for p in $r $s $d $t $z $tr; do echo "$p=$(ps -o stat= -p $p | cut -c1)"; done | xargs)"
