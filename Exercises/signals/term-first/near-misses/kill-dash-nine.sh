# SIGKILL ends the trainer before it can save anything.
kill -9 $job
