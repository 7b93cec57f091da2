# The first CPU is "1"? Or the mask 1 is "CPU 1"? Both are off by one.
[ {{cpu}} = 0 ] && taskset -acp 1 $job || taskset -ap 1 $job
