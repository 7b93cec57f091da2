# Output and errors are in two files.
nohup lab-train --plain --run {{run}} --epochs 900 > {{log}} 2> errors.log &
#: until '[ -n "$mine" ] && [ -f /proc/$mine/fd/2 ]' 10s
#: trial hang-up
