# A mask instead of a list, thread by thread, of all that are in the group.
for t in $(pgrep -w -g {{job.group}}); do taskset -p $(printf %x $((1 << {{cpu}}))) $t; done
#: wait kept 15s
