# SIGTERM: the trainer handles it, and takes its loaders along.
kill $job
#: until '! kill -0 $job' 10s
