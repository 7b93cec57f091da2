# In a session of its own, away from the terminal; a niceness goes along.
nice -n {{n}} setsid lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
#: wait loaders 15s
kill $mine
