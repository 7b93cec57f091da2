# -m sounds right, and Linux does nothing with it.
(ulimit -m $(( {{bytes}} / 1024 )); exec lab-alloc --run {{run}} --mb {{mb}}) &
