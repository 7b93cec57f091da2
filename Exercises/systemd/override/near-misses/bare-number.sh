# A number without a unit is bytes: less than any program needs.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}
