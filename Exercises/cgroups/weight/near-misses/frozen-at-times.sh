# The same with the group's freezer: no signal, and no share of the CPU either.
cd /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}}-exp)
for i in 1 2 3 4; do echo 1 > cgroup.freeze; sleep 2; echo 0 > cgroup.freeze; sleep 1; done
