# PartOf passes the stop on, but the database is only wanted.
mkdir -p {{unit-folder}}/{{api.unit}}.d
printf '%s\n' '[Unit]' 'PartOf={{db.unit}}' 'Wants={{db.unit}} {{metrics.unit}}' 'After={{db.unit}}' > {{unit-folder}}/{{api.unit}}.d/order.conf
printf '%s\n' '[Unit]' 'Wants={{db.unit}} {{api.unit}}' > {{unit-folder}}/{{stack.unit}}
systemctl --user daemon-reload
#: trial up
#: wait metrics 15s
#: trial down
