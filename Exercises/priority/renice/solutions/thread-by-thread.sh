# Each number in /proc/PID/task, of the trainer and of the loaders.
renice -n {{n}} $(ls /proc/$job/task) $(for p in $loaders; do ls /proc/$p/task; done)
#: wait kept 15s
