# A nice shell starts it nicely once more: the numbers add up.
nice -n 5 bash -c 'nice -n {{n}} lab-train --run {{run}} --epochs 900' > train.out 2>&1 &
