# The two times are mixed up: the memory for good, the tasks until the next boot.
mkdir -p {{unit-folder}}/{{exporter.unit}}.d
printf '%s\n' '[Service]' 'MemoryMax={{m}}M' > {{unit-folder}}/{{exporter.unit}}.d/override.conf
systemctl --user daemon-reload
systemctl --user set-property --runtime {{exporter.unit}} TasksMax={{t}}
