# B first, with KILL, then A; kill takes the long name of a signal too.
kill -KILL $b
kill -s SIGCHLD $a
