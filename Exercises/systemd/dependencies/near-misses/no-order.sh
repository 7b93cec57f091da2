# Requires without After: both start at once.
mkdir -p {{unit-folder}}/{{api.unit}}.d
printf '%s\n' '[Unit]' 'Requires={{db.unit}}' 'Wants={{metrics.unit}}' > {{unit-folder}}/{{api.unit}}.d/order.conf
printf '%s\n' '[Unit]' 'Wants={{db.unit}} {{api.unit}}' > {{unit-folder}}/{{stack.unit}}
systemctl --user daemon-reload
#: trial up
