# /proc/self is the shell that writes, and its session isn't the experiment's.
echo 10 > /proc/self/autogroup
