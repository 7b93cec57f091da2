# As nice as can be: on an idle CPU that changes nothing.
nice -n 19 lab-burn --run {{run}} --secs 600 &
