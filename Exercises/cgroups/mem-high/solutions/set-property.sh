# The running unit gets the brake, until the next boot.
systemctl --user set-property --runtime lab-{{run}} MemoryHigh={{high}}M
#: wait kept 90s
cat /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/memory.{current,events}
