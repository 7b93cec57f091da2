# Three zeros and a K look like the same; it's a little less.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}}000K -p MemorySwapMax=0 lab-alloc --run {{run}} --mb {{mb}}
