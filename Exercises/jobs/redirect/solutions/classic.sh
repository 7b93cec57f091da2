# 1 appends to the file, then 2 goes where 1 goes; 0 is /dev/null.
lab-train --run {{run}} >> logs/{{log}} 2>&1 < /dev/null &
#: wait appended 10s
ls -l /proc/$!/fd; kill %1
