# The trainer is the only command of the job, so $! is its PID.
lab-train --run {{run}} > >(tee -a {{log}}) 2>&1 & echo $! > run.pid
#: wait number 10s
#: wait pipe 10s
kill "$(cat run.pid)"
