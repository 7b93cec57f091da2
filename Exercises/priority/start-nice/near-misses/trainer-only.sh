# Only the trainer's own number is changed; its loaders were there already.
lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
#: until '[ -n "$mine" ] && [ "$(pgrep -c -P $mine)" = 2 ]' 10s
renice -n {{n}} -p $!
