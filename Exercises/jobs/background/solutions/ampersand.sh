# The ampersand: bash doesn't wait.
lab-burn --run {{run}} --secs {{secs}} --duty 20 &
#: wait placed 15s
kill %1
