# The metrics are required as well: without them the API can't be started by itself.
mkdir -p {{unit-folder}}/{{api.unit}}.d
printf '%s\n' '[Unit]' 'Requires={{db.unit}} {{metrics.unit}}' 'After={{db.unit}} {{metrics.unit}}' > {{unit-folder}}/{{api.unit}}.d/order.conf
printf '%s\n' '[Unit]' 'Wants={{db.unit}} {{api.unit}}' > {{unit-folder}}/{{stack.unit}}
systemctl --user daemon-reload
#: trial up
