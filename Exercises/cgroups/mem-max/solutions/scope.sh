# A scope: a job of this shell, but in a group with a ceiling.
systemd-run --user --scope --unit=lab-{{run}} -p MemoryMax={{max}}M -p MemorySwapMax=0 lab-alloc --run {{run}} --mb {{mb}}
#: wait neighbour 60s
