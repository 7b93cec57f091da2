# The number is right, but nothing goes through tee.
lab-train --run {{run}} >> {{log}} 2>&1 & echo $! > run.pid
