# The brake, and to be safe a wall at the same place: the group already has more than that.
systemctl --user set-property --runtime lab-{{run}} MemoryHigh={{high}}M
#: wait throttled 60s
systemctl --user set-property --runtime lab-{{run}} MemoryMax={{high}}M MemorySwapMax=0
