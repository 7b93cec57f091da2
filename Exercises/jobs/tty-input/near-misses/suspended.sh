# Begun in the foreground: Ctrl-Z stops it, and not the kernel when it reads.
lab-ask --run {{run}}
#: until '[ -n "$mine" ]' 10s
#: keys ^Z
jobs -l
fg
#: keys 42^M
