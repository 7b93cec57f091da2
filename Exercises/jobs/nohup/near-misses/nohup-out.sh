# nohup without a redirection: it survives, but writes nohup.out.
nohup lab-train --plain --run {{run}} --epochs 900 &
#: trial hang-up
