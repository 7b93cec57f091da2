# By PID instead of the job's number; it leaves the list.
disown $mine
jobs -l
#: trial hang-up
