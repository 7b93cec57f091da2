# A limit of the process: it is refused, and ends by itself.
(ulimit -v $(({{max}} * 1024)); exec lab-alloc --run {{run}} --mb {{mb}})
