# Begun in the foreground: nothing ever stops it.
lab-ask --run {{run}}
#: until '[ -n "$mine" ]' 10s
#: keys 42^M
