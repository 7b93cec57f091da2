# The M is forgotten: so many bytes.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}} lab-alloc --run {{run}} --mb {{mb}}
