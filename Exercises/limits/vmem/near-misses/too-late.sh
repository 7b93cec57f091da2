# The limit comes when it has all that it wanted: nothing is refused any more.
lab-alloc --run {{run}} --mb {{mb}} &
#: until '[ -n "$mine" ] && [ "$(ps -o rss= -p $mine)" -ge $(( {{mb}} * 1024 )) ]' 20s
prlimit --pid $mine --as={{bytes}}:
