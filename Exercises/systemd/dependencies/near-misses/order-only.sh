# After alone: it would wait for the database, but nobody starts that.
mkdir -p {{unit-folder}}/{{api.unit}}.d
printf '%s\n' '[Unit]' 'After={{db.unit}}' 'Wants={{metrics.unit}}' > {{unit-folder}}/{{api.unit}}.d/order.conf
printf '%s\n' '[Unit]' 'Wants={{api.unit}}' > {{unit-folder}}/{{stack.unit}}
systemctl --user daemon-reload
#: trial up
