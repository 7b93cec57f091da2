# Asks systemd for both paths; the own service is written as a unit file.
lab answer path="$(systemctl --user show -P ControlGroup lab-{{run}})"
lab answer controllers="$(tr ' ' ',' < /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})/cgroup.controllers)"
mkdir -p ~/.config/systemd/user; printf '[Service]\nExecStart=sleep 600\n' > ~/.config/systemd/user/my-{{run}}.service
systemctl --user daemon-reload; systemctl --user start my-{{run}}
#: wait own 30s
