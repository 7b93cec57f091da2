# The trainer ends its loaders; tee comes to the end of its input; bash is done.
kill $job
#: wait neighbour 20s
