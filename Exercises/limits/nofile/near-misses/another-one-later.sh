# The right limit at first, and another one when the wall is met.
(ulimit -Sn {{n}}; exec lab-fdleak --run {{run}}) &
#: until '[ -n "$mine" ]' 10s
prlimit --pid $mine --nofile=170:
