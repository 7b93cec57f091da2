# The limit is set at the prompt, and stays there.
ulimit -v $(( {{bytes}} / 1024 )); lab-alloc --run {{run}} --mb {{mb}}
