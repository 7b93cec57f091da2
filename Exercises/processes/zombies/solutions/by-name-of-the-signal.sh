# B first, with KILL, then A; bash's kill knows the signal by its long name and number too.
kill -KILL $b
kill -s SIGCHLD $a
