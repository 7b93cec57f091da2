# Both named, the hard one as it was.
prlimit -p $server -n{{n}}:1024
#: wait kept 15s
