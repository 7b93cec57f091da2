# A shell makes itself nice, then becomes the trainer.
(renice -n {{n}} -p $BASHPID; exec lab-train --run {{run}} --epochs 900) > train.out 2>&1 &
#: wait loaders 15s
kill %1
