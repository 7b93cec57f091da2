# It takes less than it may, so the kernel has nothing to do; the end comes by hand.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}}M lab-alloc --run {{run}} --mb 20
#: wait ceiling 30s
systemctl --user kill -s KILL lab-{{run}}
