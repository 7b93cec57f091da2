# The right one, but with SIGKILL.
pkill -9 -f -- '--run {{run}}-{{k}}( |$)'
