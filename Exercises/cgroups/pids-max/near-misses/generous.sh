# Twice as many.
systemd-run --user --unit=lab-{{run}} -p TasksMax=$(({{tasks}} * 2)) {{bin}}/lab-forker --run {{run}}
sleep 9
