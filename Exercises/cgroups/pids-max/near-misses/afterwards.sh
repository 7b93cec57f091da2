# The limit comes when all 200 are there already.
systemd-run --user --unit=lab-{{run}} lab-forker --run {{run}}
#: until '[ "$(cat /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/pids.current)" -gt 200 ]' 60s
systemctl --user set-property --runtime lab-{{run}} TasksMax={{tasks}}
sleep 5
