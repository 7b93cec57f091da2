# Only the output is redirected: errors still go to the terminal.
lab-train --plain --run {{run}} --epochs 900 > {{log}} &
