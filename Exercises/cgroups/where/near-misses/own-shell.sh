# Reads the group of whoever reads: the shell's own.
lab answer path="$(sed -n 's/^0:://p' /proc/self/cgroup)"
