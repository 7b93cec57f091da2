# A scope: a group of its own, but the sleep stays the shell's child.
systemd-run --user --scope --unit=my-{{run}} sleep 600 &
