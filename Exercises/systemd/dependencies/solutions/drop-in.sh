# The three lines in a drop-in of the API, and a target that wants both.
mkdir -p {{unit-folder}}/{{api.unit}}.d
cat > {{unit-folder}}/{{api.unit}}.d/order.conf <<'END'
[Unit]
Requires={{db.unit}}
After={{db.unit}}
Wants={{metrics.unit}}
END
printf '%s\n' '[Unit]' 'Wants={{db.unit}} {{api.unit}}' > {{unit-folder}}/{{stack.unit}}
systemctl --user daemon-reload
#: trial up
#: wait metrics 15s
#: trial down
#: wait falls 10s
