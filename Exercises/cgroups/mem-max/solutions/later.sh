# The ceiling comes when it already has more: the kernel can't take that back, so it ends it.
systemd-run --user --unit=lab-{{run}} lab-alloc --run {{run}} --mb {{mb}}
#: until '[ -n "$mine" ]' 30s
sleep 3; systemctl --user set-property --runtime lab-{{run}} MemoryMax={{max}}M MemorySwapMax=0
#: wait neighbour 60s
