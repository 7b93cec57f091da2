# Ended by hand: the same status 137, but no limit and no count.
lab-alloc --run {{run}} --mb {{mb}} &
#: until '[ -n "$mine" ]' 30s
kill -9 $!
