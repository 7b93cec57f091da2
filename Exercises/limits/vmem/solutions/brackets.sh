# A shell of its own, in kB.
(ulimit -v $(( {{bytes}} / 1024 )); exec lab-alloc --run {{run}} --mb {{mb}}); echo $?
#: wait kept 15s
