# Opened twice, both times to append: right as well.
lab-train --run {{run}} >> logs/{{log}} 2>> logs/{{log}} < /dev/null &
#: wait appended 10s
kill %1
