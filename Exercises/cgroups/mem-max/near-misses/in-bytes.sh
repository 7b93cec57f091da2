# The unit is forgotten, and two zeros make the number look right: kilobytes.
systemd-run --user --unit=lab-{{run}} -p MemoryMax={{max}}000K lab-alloc --run {{run}} --mb {{mb}}
sleep 8
