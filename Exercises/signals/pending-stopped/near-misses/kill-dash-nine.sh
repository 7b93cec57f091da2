# SIGKILL is never held back, not even while stopped.
kill -9 $job
