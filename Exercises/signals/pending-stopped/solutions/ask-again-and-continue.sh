# A second SIGTERM does no harm, it's the same bit; SIGCONT is what helps.
kill -TERM $job; kill -s CONT $job
#: wait saved 15s
