# SIGTERM, but SIGKILL follows while the trainer is still saving.
kill $job
until grep -q '"TERM"' events.jsonl; do sleep 0.1; done
kill -9 $job
