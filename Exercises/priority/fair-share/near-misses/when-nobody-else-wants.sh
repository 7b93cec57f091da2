# SCHED_IDLE: next to nothing, and no niceness helps there.
chrt --idle -p 0 $exp
