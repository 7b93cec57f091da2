# Started as usual; the limit comes while it runs, and still in time.
lab-fdleak --run {{run}} &
prlimit --pid $! --nofile={{n}}
#: wait kept 30s
