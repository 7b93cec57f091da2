# It seems to hang, so it's killed.
(ulimit -n {{n}}; exec lab-fdleak --run {{run}}) &
#: until '[ -n "$mine" ]' 10s
kill $!
