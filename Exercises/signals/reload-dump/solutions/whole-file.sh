# The file is written anew; the signals go by number, to the PID in the pid file.
printf 'lr=%s\nbatch=32\n' {{lr}} > train.conf
kill -1 "$(cat training.pid)"
#: wait reloaded 10s
kill -10 "$(cat training.pid)"
#: wait kept 10s
