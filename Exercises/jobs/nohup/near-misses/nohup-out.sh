# nohup without a redirection: it survives, but writes nohup.out.
nohup lab-train --plain --run {{run}} --epochs 900 &
#: until '[ -n "$mine" ] && sleep 1' 10s
#: trial hang-up
