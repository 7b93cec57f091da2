# The ceiling comes when it already has more: the kernel can't take that back, so it ends it.
systemd-run --user --unit=lab-{{run}} lab-alloc --run {{run}} --mb {{mb}}
#: until '[ "$(sed -n "s/^VmRSS://p" /proc/$mine/status | tr -dc 0-9)" -gt $(( {{max}} * 1024 )) ]' 30s
systemctl --user set-property --runtime lab-{{run}} MemoryMax={{max}}M MemorySwapMax=0
#: wait neighbour 60s
