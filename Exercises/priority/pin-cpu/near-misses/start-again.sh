# Ended, and started anew on that CPU: another process.
kill $job
#: until '! [ -e {{bench}}/training.pid ]' 15s
taskset -c {{cpu}} lab-train --run {{run}} --threads {{threads}} > train.out 2>&1 &
