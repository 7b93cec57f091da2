# Restarts it first, "to be sure": the count of restarts begins again.
systemctl --user restart {{server.unit}}
p() { systemctl --user show -P $1 {{server.unit}}; }
lab answer main="$(p MainPID)"
lab answer policy="$(p Restart)"
lab answer restarts="$(p NRestarts)"
lab answer since="$(p ActiveEnterTimestamp)"
lab answer group="$(p ControlGroup)"
lab answer file="$(p FragmentPath)"
