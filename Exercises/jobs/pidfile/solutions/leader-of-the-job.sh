# The leader of the job's process group is the first of the pipeline.
lab-train --run {{run}} 2>&1 | tee -a {{log}} &
jobs -p > run.pid
#: wait number 10s
#: wait pipe 10s
kill "$(cat run.pid)"
