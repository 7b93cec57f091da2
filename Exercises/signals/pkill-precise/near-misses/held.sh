# The right one, but with SIGSTOP.
pkill -STOP -f -- '--run {{run}}-{{k}}( |$)'
