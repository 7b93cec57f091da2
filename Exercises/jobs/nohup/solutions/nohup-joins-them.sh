# nohup itself sends errors after the output when they would go to the terminal.
nohup lab-train --plain --run {{run}} --epochs 900 > {{log}} &
#: wait logged 10s
#: trial hang-up
