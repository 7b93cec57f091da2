# A file of that name, but here, and not in logs/.
lab-train --run {{run}} >> {{log}} 2>&1 < /dev/null &
