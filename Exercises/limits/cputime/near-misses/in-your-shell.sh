# The right limit, but of the shell at the prompt.
ulimit -St {{s}}; lab-burn --run {{run}}
