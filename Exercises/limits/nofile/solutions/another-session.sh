# In a session of its own, as a service is; the lab knows it by its run.
setsid --fork prlimit --nofile={{n}} lab-fdleak --run {{run}} > leak.out 2>&1
#: wait kept 30s
