# Begun in the foreground: nothing ever stops it.
lab-ask --run {{run}}
#: until '[ -n "$mine" ] && sleep 1' 10s
#: keys 42^M
sleep 1
