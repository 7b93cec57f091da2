# From status, from the unit file, and from /proc; the restarts from the journal.
m=$(systemctl --user status {{server.unit}} | awk '/Main PID:/ {print $3}')
lab answer main=$m
lab answer policy="$(systemctl --user cat {{server.unit}} | sed -n 's/^Restart=//p')"
lab answer restarts="$(journalctl --user -u {{server.unit}} -o cat | sed -n 's/.*restart counter is at \([0-9]*\).*/\1/p' | tail -n 1)"
lab answer since="$(date -Is -d "$(systemctl --user status {{server.unit}} | sed -n 's/.*since [A-Z][a-z]* \([-0-9]* [0-9:]* [A-Z]*\).*/\1/p')")"
lab answer group="$(cat /proc/$m/cgroup | sed -n 's/^0:://p')"
lab answer file="$(systemctl --user cat {{server.unit}} | sed -n '1s/^# //p')"
