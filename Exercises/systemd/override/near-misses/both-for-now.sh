# Both with --runtime: the second one would not outlive the boot either.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}M TasksMax={{t}}
