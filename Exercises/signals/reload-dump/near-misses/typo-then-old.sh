# A typing mistake, and then the old value again.
echo 'lr=0,002' > train.conf
kill -HUP $job
#: until 'grep -q reload_failed events.jsonl' 10s
echo 'lr=0.001' > train.conf
kill -HUP $job
