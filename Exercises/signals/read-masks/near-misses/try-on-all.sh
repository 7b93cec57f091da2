# Sends it to all of them to see what happens.
for p in $a $b $c $d; do kill -{{sig}} $p; done
