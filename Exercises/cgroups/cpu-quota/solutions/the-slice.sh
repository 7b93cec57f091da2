# The limit sits on a slice, a group above: it holds for all that is below.
systemd-run --user --slice=lab-{{run}}.slice --unit=lab-{{run}} lab-burn --run {{run}} --secs 600
systemctl --user set-property --runtime lab-{{run}}.slice CPUQuota={{percent}}%
#: wait throttled 60s
