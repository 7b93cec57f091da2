# MemoryLow: that much is left to the group, whatever others need; no brake.
systemctl --user set-property --runtime lab-{{run}} MemoryLow={{high}}M
