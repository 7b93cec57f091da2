# SIGUSR2 instead of SIGUSR1: an extra checkpoint, no status.
sed -i 's/^lr=.*/lr={{lr}}/' train.conf; kill -HUP $job
#: wait reloaded 10s
kill -USR2 $job
