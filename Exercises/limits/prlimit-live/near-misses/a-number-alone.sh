# Without a colon it sets the hard limit as well.
prlimit --pid $server --nofile={{n}}
