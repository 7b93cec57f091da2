# CPUWeight instead of CPUQuota: a share, not a limit.
systemd-run --user --unit=lab-{{run}} -p CPUWeight={{percent}} lab-burn --run {{run}} --secs 600
