# Takes the zombie for a stopped process.
lab answer labels="$r=R $s=S $d=D $t=T $z=T ${tr:+$tr=t}"
