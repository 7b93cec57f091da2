# A new one with nohup survives, but it is a new one.
kill %1; nohup lab-train --plain --run {{run}} > again.out 2>&1 &
#: until 'set -- $mine; [ $# = 2 ]' 10s
#: trial hang-up
