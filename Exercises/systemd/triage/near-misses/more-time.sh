# A longer timeout for a program that never says that it's ready.
sed -i 's/^TimeoutStartSec=.*/TimeoutStartSec=90/' {{unit-folder}}/{{one.unit}}
systemctl --user daemon-reload; systemctl --user start --no-block {{one.unit}}
