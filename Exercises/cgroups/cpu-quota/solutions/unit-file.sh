# A unit file says it once and for all.
mkdir -p ~/.config/systemd/user
printf '[Service]\nExecStart={{bin}}/lab-burn --run {{run}} --secs 600\nCPUQuota={{percent}}%%\n' > ~/.config/systemd/user/lab-{{run}}.service
systemctl --user daemon-reload; systemctl --user start lab-{{run}}
#: wait throttled 60s
