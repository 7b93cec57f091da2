# SIGINT twice: the trainer leaves its loaders, but by itself.
kill -INT $job
until grep -q '"INT"' events.jsonl; do sleep 0.1; done
kill -INT $job
