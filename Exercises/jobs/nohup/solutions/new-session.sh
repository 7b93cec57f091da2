# In a session of its own it isn't a job of this shell, nor of this terminal.
setsid lab-train --plain --run {{run}} --epochs 900 > {{log}} 2>&1 < /dev/null &
#: wait logged 10s
#: trial hang-up
