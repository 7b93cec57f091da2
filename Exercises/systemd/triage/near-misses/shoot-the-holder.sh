# Ends the process that has the port.
kill $holder
systemctl --user restart {{three.unit}}
