# Both with set-property: one with --runtime, one without.
systemctl --user set-property {{exporter.unit}} TasksMax={{t}}
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}M
#: wait untouched 15s
