# Time and status; who is left is ended by hand afterwards.
sed -i 's/^TimeoutStopSec=.*/TimeoutStopSec=60\nSuccessExitStatus=143/' {{unit-folder}}/{{job.unit}}
systemctl --user daemon-reload; systemctl --user stop {{job.unit}}
#: wait success 20s
kill $(cat /sys/fs/cgroup{{job.group}}/cgroup.procs)
