# The number stands on the wrong side of the colon: that is the hard limit.
prlimit --pid $server --nofile=:{{n}}
