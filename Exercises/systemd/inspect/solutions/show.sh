# Asks show for each property, some with their names as it prints them.
p() { systemctl --user show -P $1 {{server.unit}}; }
line() { systemctl --user show -p $1 {{server.unit}}; }
lab answer main="$(p MainPID)"
lab answer policy="$(line Restart)"
lab answer restarts="$(p NRestarts)"
lab answer since="$(line ActiveEnterTimestamp)"
lab answer group="$(line ControlGroup)"
lab answer file="$(p FragmentPath)"
