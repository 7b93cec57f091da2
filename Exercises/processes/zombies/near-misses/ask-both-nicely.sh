# Sends CHLD to both, but B never waits.
kill -CHLD $a $b
#: wait kept 10s
