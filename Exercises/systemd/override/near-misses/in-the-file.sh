# The task limit goes into the package's own file.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}M
sed -i '$a TasksMax={{t}}' package/{{exporter.unit}}
systemctl --user daemon-reload
