# First it runs free, in a scope, as a job of the shell; then the running unit gets the limit.
systemd-run --user --scope --unit=lab-{{run}} lab-burn --run {{run}} --secs 600 &
#: until '[ -n "$mine" ]' 20s
systemctl --user set-property --runtime lab-{{run}}.scope CPUQuota={{percent}}%
#: wait throttled 60s
