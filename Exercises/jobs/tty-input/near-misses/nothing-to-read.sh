# With /dev/null as its input it comes to the end at once.
lab-ask --run {{run}} < /dev/null &
