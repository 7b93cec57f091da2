# SIGTERM is what kill sends when no signal is named.
kill $job
#: wait clean 15s
