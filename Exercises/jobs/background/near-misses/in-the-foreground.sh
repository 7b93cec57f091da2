# Without the ampersand: it holds the terminal.
lab-burn --run {{run}} --secs {{secs}} --duty 20
#: until '[ -n "$mine" ] && sleep 6' 15s
