# Ended by hand, before the kernel has to.
kill $exp
