# A job of two: timeout is the shell's child, and lab-burn is in its group.
timeout 300 lab-burn --run {{run}} --secs {{secs}} --duty 20 &
#: wait placed 15s
kill %1
