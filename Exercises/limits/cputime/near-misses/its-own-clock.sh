# It has an option for how long to run, but that is no limit of the kernel's.
lab-burn --run {{run}} --secs {{s}}
