# A bash writes its own PID and becomes the trainer: exec keeps the number.
bash -c 'echo $$ > run.pid; exec lab-train --run {{run}} 2>&1' | tee -a {{log}} &
#: wait number 10s
#: wait pipe 10s
kill "$(cat run.pid)"
