# A number without a unit is bytes: less than any program needs.
systemctl --user set-property --runtime {{exporter.unit}} MemoryMax={{m}}
#: until '[ "$(systemctl --user show -P Result {{exporter.unit}})" = oom-kill ]' 30s
