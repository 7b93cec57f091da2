# -a reaches all threads; trainer and loaders one after the other.
for p in $job $loaders; do taskset -acp {{cpu}} $p; done
#: wait kept 15s
grep Cpus_allowed_list /proc/$job/task/*/status
