# A scope: a job of this shell, in a group with a limit that is lower than asked.
systemd-run --user --scope --unit=lab-{{run}} -p TasksMax=$(({{tasks}} / 2)) lab-forker --run {{run}} &
#: wait refused 60s
