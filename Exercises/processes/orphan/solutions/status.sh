# Ends it with ABRT, which this trainer leaves to the kernel, and reads status.
one=$(pgrep -P $job | tail -1)
kill -ABRT $job
#: until '! kill -0 $job' 5s
lab answer "$(awk '/^PPid:/ {print $2}' /proc/$one/status)"
