# The trainer is ended, to be started again later.
kill $job
