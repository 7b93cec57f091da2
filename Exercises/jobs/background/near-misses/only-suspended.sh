# Ctrl-Z gives the prompt back, but it stops the program.
lab-burn --run {{run}} --secs {{secs}} --duty 20
#: until '[ -n "$mine" ]' 10s
#: keys ^Z
