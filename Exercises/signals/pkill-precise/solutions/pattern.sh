# The option before the name, a blank or the end after it.
pgrep -af -- '--run {{run}}-{{k}}( |$)'
pkill -TERM -f -- '--run {{run}}-{{k}}( |$)'
#: wait unharmed 15s
