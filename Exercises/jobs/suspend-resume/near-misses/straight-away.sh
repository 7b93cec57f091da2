# The burner is in the foreground from the beginning.
lab-burn --run {{two}} --secs 240 --duty 20
