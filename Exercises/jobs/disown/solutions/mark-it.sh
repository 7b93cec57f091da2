# It stays on the list, but bash will send it no SIGHUP.
jobs -l
disown -h %1
#: trial hang-up
