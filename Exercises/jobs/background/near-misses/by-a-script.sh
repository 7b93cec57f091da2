# Started by a shell without job control: no job of the learner's shell.
bash -c 'lab-burn --run {{run}} --secs {{secs}} --duty 20 & wait' &
