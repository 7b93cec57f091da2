# Reads the path in /proc and the controllers in the group's folder; systemd-run for the rest.
lab answer path="$(sed -n 's/^0:://p' /proc/$job/cgroup)"
lab answer controllers="$(cat /sys/fs/cgroup$(sed -n 's/^0:://p' /proc/$job/cgroup)/cgroup.controllers)"
systemd-run --user --unit=my-{{run}} sleep 600
#: wait own 30s
cat /proc/$own/cgroup; systemctl --user stop my-{{run}}
