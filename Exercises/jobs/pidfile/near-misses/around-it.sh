# $! is the bash that the brackets need.
( lab-train --run {{run}} 2>&1 | tee -a {{log}}; true ) & echo $! > run.pid
