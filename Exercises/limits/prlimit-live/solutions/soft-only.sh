# SOFT and the colon: the hard one stays.
prlimit --pid $server --nofile={{n}}:
#: wait kept 15s
grep 'open files' /proc/$server/limits
