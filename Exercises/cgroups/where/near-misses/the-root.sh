# Takes what the machine has for what this group was given.
lab answer controllers="$(cat /sys/fs/cgroup/cgroup.controllers)"
