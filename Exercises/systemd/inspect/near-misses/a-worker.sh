# Takes the first process that has the service's name in the process list: a worker.
lab answer main="$(pgrep -P "$(systemctl --user show -P MainPID {{server.unit}})" | head -n 1)"
