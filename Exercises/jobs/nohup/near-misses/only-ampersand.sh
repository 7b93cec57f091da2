# In the background with a log, but SIGHUP still ends it.
lab-train --plain --run {{run}} --epochs 900 > {{log}} 2>&1 &
#: wait logged 10s
#: trial hang-up
