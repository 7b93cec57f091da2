# Time and mode, but 143 still counts as a failure.
sed -i 's/^TimeoutStopSec=.*/TimeoutStopSec=60/; s/^KillMode=.*/KillMode=mixed/' {{unit-folder}}/{{job.unit}}
systemctl --user daemon-reload; systemctl --user stop {{job.unit}}
