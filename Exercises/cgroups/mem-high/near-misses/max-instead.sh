# The hard limit: a wall, not a brake.
systemctl --user set-property --runtime lab-{{run}} MemoryMax={{high}}M
