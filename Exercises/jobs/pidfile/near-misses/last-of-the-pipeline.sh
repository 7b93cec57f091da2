# $! is the last process of the pipeline: tee.
lab-train --run {{run}} 2>&1 | tee -a {{log}} & echo $! > run.pid
