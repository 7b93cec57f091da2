# Asks show for each property.
p() { systemctl --user show -P $1 {{server.unit}}; }
lab answer main="$(p MainPID)"
lab answer policy="$(p Restart)"
lab answer restarts="$(p NRestarts)"
lab answer since="$(p ActiveEnterTimestamp)"
lab answer group="$(p ControlGroup)"
lab answer file="$(p FragmentPath)"
