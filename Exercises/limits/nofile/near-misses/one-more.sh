# The highest descriptor is to be {{n}}, so one more? The limit is how many.
(ulimit -n $(( {{n}} + 1 )); exec lab-fdleak --run {{run}})
