# nice adds to the shell's 0; the loaders inherit it.
nice -n {{n}} lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
#: wait loaders 15s
ps -o pid,pgid,ni,args; kill %1
