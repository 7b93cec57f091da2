# Twice as many.
systemd-run --user --unit=lab-{{run}} -p TasksMax=$(({{tasks}} * 2)) lab-forker --run {{run}}
