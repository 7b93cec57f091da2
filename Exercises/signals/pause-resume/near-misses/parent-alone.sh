# SIGSTOP to the trainer only: the loaders keep using the CPU.
kill -STOP $job; sleep 5; kill -CONT $job
