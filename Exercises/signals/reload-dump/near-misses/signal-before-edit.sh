# SIGHUP first: the trainer reads the old settings again.
kill -HUP $job
until grep -q '"reloaded"' events.jsonl; do sleep 0.1; done
sed -i 's/^lr=.*/lr={{lr}}/' train.conf
