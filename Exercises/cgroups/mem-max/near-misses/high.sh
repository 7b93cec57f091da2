# MemoryHigh alone: slowed down, not ended.
systemd-run --user --unit=lab-{{run}} -p MemoryHigh={{max}}M lab-alloc --run {{run}} --mb {{mb}}
