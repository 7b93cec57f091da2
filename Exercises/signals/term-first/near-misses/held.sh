# "Stop it", so SIGSTOP: it is held, and nothing has ended.
kill -STOP $job
