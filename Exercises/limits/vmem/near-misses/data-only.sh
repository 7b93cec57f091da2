# -d limits the data segment: it is refused too, but by another limit.
(ulimit -d $(( {{bytes}} / 1024 )); exec lab-alloc --run {{run}} --mb {{mb}})
