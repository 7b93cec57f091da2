# Started as a service with the ceiling from the beginning.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}}M -p MemorySwapMax=0 lab-alloc --run {{run}} --mb {{mb}}
#: wait neighbour 60s
systemctl --user show -p Result lab-{{run}}
