# SIGKILL to all of it: quick, and nothing is saved.
systemctl --user kill -s KILL {{job.unit}}
