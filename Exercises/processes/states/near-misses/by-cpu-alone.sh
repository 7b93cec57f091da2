# Whoever uses no CPU must be asleep.
lab answer labels="$r=R $s=S $d=S $t=S $z=S ${tr:+$tr=S}"
