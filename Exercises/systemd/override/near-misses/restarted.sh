# The right drop-ins, but the service is restarted, which nobody needed.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}M
systemctl --user set-property {{exporter.unit}} TasksMax={{t}}
systemctl --user restart {{exporter.unit}}
