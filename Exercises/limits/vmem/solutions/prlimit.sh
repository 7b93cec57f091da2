# prlimit counts in bytes; here only the soft one is set.
prlimit --as={{bytes}}: lab-alloc --run {{run}} --mb {{mb}}; echo $?
#: wait kept 15s
