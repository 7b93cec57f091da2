# The ceiling sits on a slice, and holds for all that is below.
systemctl --user set-property --runtime lab-{{run}}.slice MemoryMax={{max}}M MemorySwapMax=0
systemd-run --user --unit=lab-{{run}} --slice=lab-{{run}}.slice lab-alloc --run {{run}} --mb {{mb}}
#: wait neighbour 60s
