# The name may go on: the longer ones match as well.
pkill -f -- '--run {{run}}-{{k}}'
#: wait stopped 15s
