# The bytes of the task, given as kB: 1024 times too much.
(ulimit -v {{bytes}}; exec lab-alloc --run {{run}} --mb {{mb}}) &
