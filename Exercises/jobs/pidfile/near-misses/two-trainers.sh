# The right number of a trainer without a tee; then another trainer with a tee.
lab-train --run {{run}} > {{log}} 2>&1 & echo $! > run.pid
#: wait number 10s
kill %1
lab-train --run {{run}} > >(tee -a {{log}}) 2>&1 &
