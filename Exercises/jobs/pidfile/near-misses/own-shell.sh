# $$ is the shell that expands it.
lab-train --run {{run}} > >(tee -a {{log}}) 2>&1 &
echo $$ > run.pid
