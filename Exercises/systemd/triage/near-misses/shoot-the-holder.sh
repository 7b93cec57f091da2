# Ends the process that has the port.
kill $holder; sleep 2
systemctl --user restart {{three.unit}}
