# The limit is set in the shell at the prompt: both numbers, for good.
ulimit -n {{n}}
lab-fdleak --run {{run}}
