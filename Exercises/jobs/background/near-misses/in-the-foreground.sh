# Without the ampersand: it holds the terminal.
lab-burn --run {{run}} --secs {{secs}} --duty 20
