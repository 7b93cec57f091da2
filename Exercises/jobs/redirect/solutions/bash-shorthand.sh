# &>> is bash's short form for both.
lab-train --run {{run}} < /dev/null &>> logs/{{log}} &
#: wait appended 10s
kill %1
