# BindsTo and Before instead, and the target gets its members by enable.
cd {{unit-folder}}
sed -i 's/^\[Unit\]/[Unit]\nBindsTo={{db.unit}}\nWants={{metrics.unit}}\nAfter={{metrics.unit}}/' {{api.unit}}
sed -i 's/^\[Unit\]/[Unit]\nBefore={{api.unit}}/' {{db.unit}}
printf '%s\n' '[Install]' 'WantedBy={{stack.unit}}' >> {{api.unit}}
printf '%s\n' '[Unit]' 'Description=All of run {{run}}' > {{stack.unit}}
systemctl --user daemon-reload; systemctl --user enable {{api.unit}}
#: trial up
#: wait metrics 15s
#: trial down
#: wait falls 10s
