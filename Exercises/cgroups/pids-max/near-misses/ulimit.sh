# A limit of the user's processes, all of them together.
(ulimit -u {{tasks}}; exec lab-forker --run {{run}}) &
