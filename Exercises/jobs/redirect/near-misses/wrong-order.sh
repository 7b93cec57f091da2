# 2 goes where 1 goes at that moment: to the terminal.
lab-train --run {{run}} 2>&1 >> logs/{{log}} < /dev/null &
