# The limit comes when all 200 are there already.
systemd-run --user --unit=lab-{{run}} lab-forker --run {{run}}
#: until '[ "$(pgrep -c -P "$mine")" = 200 ]' 60s
systemctl --user set-property --runtime lab-{{run}} TasksMax={{tasks}}
