# pgrep -w lists the threads of all that are in the group.
renice -n +{{n}} -p $(pgrep -w -g {{job.group}})
#: wait kept 15s
