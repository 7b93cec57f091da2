# Started as a service with the limit from the beginning.
systemd-run --user --unit=lab-{{run}} -p TasksMax={{tasks}} lab-forker --run {{run}}
#: wait refused 60s
cat /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/pids.{max,current,events}
