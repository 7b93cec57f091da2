# Takes what the group passes on for what it has.
lab answer controllers="$(cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$job/cgroup)/cgroup.subtree_control)"
