# The first one has the log, and is ended; the second one has nohup, but not the log.
lab-train --plain --run {{run}} --epochs 900 > {{log}} 2>&1 &
#: wait logged 10s
kill %1
nohup lab-train --plain --run {{run}} --epochs 900 &
#: until '[ -s nohup.out ]' 10s
#: trial hang-up
