# Continues the one that was stopped; then it sleeps like another.
kill -CONT $t
#: until 'grep -q "^State:.S" /proc/$t/status' 5s
lab answer labels="$r=R $s=S $d=D $t=S $z=Z ${tr:+$tr=t}"
