# Takes the stopped process for a sleeping one.
lab answer labels="$r=R $s=S $d=D $t=S $z=Z ${tr:+$tr=S}"
