# A reaps, and is then ended along with B.
kill -CHLD $a
#: until 'grep -q reaped a/events.jsonl' 10s
kill $a $b
