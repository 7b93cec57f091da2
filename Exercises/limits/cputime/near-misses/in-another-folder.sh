# The note is written where it was started, and that isn't here.
mkdir elsewhere; cd elsewhere
(ulimit -St {{s}}; exec lab-burn --run {{run}})
