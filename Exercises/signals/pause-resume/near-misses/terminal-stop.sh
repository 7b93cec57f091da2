# SIGTSTP, as Ctrl-Z sends it: the kernel drops it for a group without a shell.
kill -TSTP -- -{{job.group}}
