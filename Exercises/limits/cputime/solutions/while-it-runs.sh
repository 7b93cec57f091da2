# Started without a limit; it comes while it runs.
lab-burn --run {{run}} > burn.out &
prlimit --pid $! --cpu={{s}}:60
#: wait note 60s
