# Begun in the foreground, stopped with Ctrl-Z, continued with bg.
lab-burn --run {{run}} --secs {{secs}} --duty 20
#: until '[ -n "$mine" ]' 10s
#: keys ^Z
bg
#: wait placed 15s
kill %1
