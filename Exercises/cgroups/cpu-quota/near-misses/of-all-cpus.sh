# The number taken for a share of the whole machine: twice as much on two CPUs.
systemd-run --user --unit=lab-{{run}} -p CPUQuota=$(({{percent}} * 2))% lab-burn --run {{run}} --secs 600
