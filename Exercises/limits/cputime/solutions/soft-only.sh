# The soft one only; the hard one stays unlimited.
(ulimit -St {{s}}; exec lab-burn --run {{run}}); echo $?
#: wait note 60s
cat cpu_limit.txt
