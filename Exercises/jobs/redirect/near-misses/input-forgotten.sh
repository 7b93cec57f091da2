# The input is still the terminal.
lab-train --run {{run}} >> logs/{{log}} 2>&1 &
