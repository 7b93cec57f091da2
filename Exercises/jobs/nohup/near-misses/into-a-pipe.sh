# nohup holds for the trainer; tee, behind it, goes with the terminal.
nohup lab-train --plain --run {{run}} --epochs 900 2>&1 | tee {{log}} &
#: wait logged 10s
#: trial hang-up
