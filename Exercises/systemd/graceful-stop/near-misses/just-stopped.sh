# Stopped as it is: SIGKILL comes after two seconds, in the middle of saving.
systemctl --user stop {{job.unit}}
