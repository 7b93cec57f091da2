# The burner runs in the background, and nobody fetches it.
lab-burn --run {{two}} --secs 240 --duty 20 &
jobs -l
