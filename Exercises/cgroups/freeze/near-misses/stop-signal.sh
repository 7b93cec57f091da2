# SIGSTOP to everybody in the group: state T, and not frozen.
systemctl --user kill -s STOP lab-{{run}}
