# It takes less than it may, so the kernel has nothing to do; the end comes by hand.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}}M lab-alloc --run {{run}} --mb 20
#: until '[ -n "$mine" ]' 30s
sleep 2; systemctl --user kill -s KILL lab-{{run}}; sleep 5
