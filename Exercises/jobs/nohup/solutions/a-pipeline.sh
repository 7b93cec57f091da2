# nohup for a whole pipeline: who inherits an ignored SIGHUP, ignores it too.
nohup bash -c 'lab-train --plain --run {{run}} --epochs 900 2>&1 | tee {{log}}' > /dev/null &
#: wait logged 10s
#: trial hang-up
