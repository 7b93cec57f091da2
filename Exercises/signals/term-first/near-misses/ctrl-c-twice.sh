# SIGINT, and another one because nothing seems to happen.
kill -INT $job
until grep -q '"INT"' events.jsonl; do sleep 0.1; done
kill -INT $job
