# It goes on and begins to save, and gets no time to.
kill -CONT $job
until grep -q '"TERM"' events.jsonl; do sleep 0.1; done
kill -9 $job
