# Ended by hand, before the kernel has to.
kill $exp; sleep 1
