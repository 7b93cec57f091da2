# A negative number is a process group: the loaders are in it too.
kill -KILL -- -$job
