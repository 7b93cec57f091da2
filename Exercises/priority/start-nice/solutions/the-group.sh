# Started as usual; renice then reaches the whole process group of the job.
lab-train --run {{run}} --epochs 900 > train.out 2>&1 &
#: until '[ -n "$mine" ] && [ "$(pgrep -c -P $mine)" = 2 ]' 10s
renice -n {{n}} -g "$(jobs -p)"
#: wait loaders 15s
kill %1
