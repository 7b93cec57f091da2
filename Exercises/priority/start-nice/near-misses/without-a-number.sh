# nice without -n adds 10.
nice lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
