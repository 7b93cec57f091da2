# Looks at the control group of the shell, not of the service.
lab answer group="$(sed -n 's/^0:://p' /proc/self/cgroup)"
