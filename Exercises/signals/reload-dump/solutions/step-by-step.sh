# Edit, SIGHUP, wait until the trainer says so, SIGUSR1.
sed -i 's/^lr=.*/lr={{lr}}/' train.conf
kill -HUP $job
until grep -q '"reloaded"' events.jsonl; do sleep 0.1; done
kill -USR1 $job
#: wait kept 10s
cat status_dump_1.txt
