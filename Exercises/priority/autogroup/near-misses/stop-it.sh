# Stopped, it gets nothing at all.
kill -STOP $exp
