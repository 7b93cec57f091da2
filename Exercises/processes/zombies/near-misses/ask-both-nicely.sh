# Sends CHLD to both, but B never waits.
kill -CHLD $a $b
#: until 'grep -q reaped a/events.jsonl' 10s
