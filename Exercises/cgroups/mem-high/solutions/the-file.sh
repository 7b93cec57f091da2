# The folder belongs to the learner, so the file can be written.
echo {{high}}M > /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/memory.high
#: wait kept 90s
