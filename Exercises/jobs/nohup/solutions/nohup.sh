# SIGHUP ignored from the start, both streams in one file.
nohup lab-train --plain --run {{run}} --epochs 900 > {{log}} 2>&1 &
#: wait logged 10s
grep SigIgn /proc/$!/status
#: trial hang-up
