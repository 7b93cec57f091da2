# Without --plain it has a handler for SIGHUP, and needs no nohup.
lab-train --run {{run}} --epochs 900 > {{log}} 2>&1 &
#: wait logged 10s
#: trial hang-up
