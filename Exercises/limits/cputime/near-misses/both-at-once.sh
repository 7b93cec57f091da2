# ulimit -t sets soft and hard: the kernel kills without a word.
(ulimit -t {{s}}; exec lab-burn --run {{run}})
