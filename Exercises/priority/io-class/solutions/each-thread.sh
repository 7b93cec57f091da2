# Thread by thread, by the numbers in /proc/PID/task.
for t in /proc/$reader/task/*; do ionice -c 2 -n {{level}} -p ${t##*/}; done
#: wait kept 15s
for t in /proc/$reader/task/*; do ionice -p ${t##*/}; done
