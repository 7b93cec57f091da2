# Each PID gets its own signal; look before letting go.
kill -STOP $job $loaders
ps -o pid,pgid,stat,args -p "$job $loaders"
#: wait held 20s
kill -CONT $loaders $job
#: wait goes-on 15s
