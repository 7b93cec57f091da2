# set-property for now; a drop-in of one's own for good, applied by daemon-reload.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}M
mkdir -p {{unit-folder}}/{{exporter.unit}}.d
printf '%s\n' '[Service]' 'TasksMax={{t}}' > {{unit-folder}}/{{exporter.unit}}.d/override.conf
systemctl --user daemon-reload
#: wait untouched 15s
cat /sys/fs/cgroup{{exporter.group}}/memory.max /sys/fs/cgroup{{exporter.group}}/pids.max
