# Ended by hand: the same status 137, but no limit and no count.
lab-alloc --run {{run}} --mb {{mb}} &
sleep 3; kill -9 $!; sleep 1
