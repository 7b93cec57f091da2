# One > empties the file and doesn't append.
lab-train --run {{run}} > logs/{{log}} 2>&1 < /dev/null &
