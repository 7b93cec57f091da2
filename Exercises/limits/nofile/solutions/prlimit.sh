# prlimit starts it with that limit, soft only.
prlimit --nofile={{n}}: lab-fdleak --run {{run}}
#: wait kept 20s
