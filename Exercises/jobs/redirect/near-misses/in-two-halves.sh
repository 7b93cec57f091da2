# The first empties the right file; the second one appends, to another file.
lab-train --run {{run}} > logs/{{log}} 2>&1 < /dev/null &
#: wait streams 10s
kill %1
lab-train --run {{run}} >> {{log}} 2>&1 < /dev/null &
