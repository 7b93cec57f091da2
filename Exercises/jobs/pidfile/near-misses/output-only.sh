# Only the output goes through tee: | leaves errors where they are.
lab-train --run {{run}} | tee -a {{log}} &
jobs -p > run.pid
#: wait number 10s
