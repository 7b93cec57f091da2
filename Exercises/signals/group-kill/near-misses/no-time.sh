# SIGTERM, and SIGKILL right behind it: the trainer had begun to save.
kill -TERM -- -{{wrapper.group}}
until grep -q '"TERM"' {{run}}/events.jsonl; do sleep 0.1; done
kill -KILL -- -{{wrapper.group}}
#: wait gone 15s
