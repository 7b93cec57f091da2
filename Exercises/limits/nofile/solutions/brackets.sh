# A shell of its own gets the limit, then becomes the program.
(ulimit -n {{n}}; exec lab-fdleak --run {{run}})
echo $?
#: wait kept 20s
