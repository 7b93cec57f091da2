# The PID comes from the file that the trainer wrote, the signal is named.
kill -s TERM "$(cat training.pid)"
#: wait clean 15s
tail -n 3 train.log
