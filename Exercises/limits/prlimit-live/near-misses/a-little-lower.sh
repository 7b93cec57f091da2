# The soft one is right, and the hard one came down: who needs more than 1000?
prlimit --pid $server --nofile={{n}}:1000
