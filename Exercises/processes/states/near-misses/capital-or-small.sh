# Takes the stopped process for a traced one.
lab answer labels="$r=R $s=S $d=D $t=t $z=Z ${tr:+$tr=t}"
