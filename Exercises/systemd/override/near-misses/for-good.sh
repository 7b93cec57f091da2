# set-property without --runtime: the memory limit would outlive the boot.
systemctl --user set-property {{exporter.unit}} MemoryMax={{m}}M TasksMax={{t}}
