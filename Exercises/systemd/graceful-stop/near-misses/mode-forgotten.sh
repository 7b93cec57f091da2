# Time and status, but only the main process is ended.
sed -i 's/^TimeoutStopSec=.*/TimeoutStopSec=60\nSuccessExitStatus=143/' {{unit-folder}}/{{job.unit}}
systemctl --user daemon-reload; systemctl --user stop {{job.unit}}
