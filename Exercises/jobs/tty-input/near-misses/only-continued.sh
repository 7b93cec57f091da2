# SIGCONT lets it go on, and it is stopped again at its next read.
lab-ask --run {{run}} &
#: until '[ -n "$mine" ] && grep -q "State:.T" /proc/$mine/status' 10s
kill -CONT "$(jobs -p)"
jobs -l
