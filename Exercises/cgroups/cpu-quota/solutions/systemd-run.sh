# Started as a service with the limit from the beginning.
systemd-run --user --unit=lab-{{run}} -p CPUQuota={{percent}}% lab-burn --run {{run}} --secs 600
#: wait throttled 60s
cat /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/cpu.{max,stat}
