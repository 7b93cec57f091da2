# The brake, and to be safe a wall, lower than what the group has by now.
systemctl --user set-property --runtime lab-{{run}} MemoryHigh={{high}}M
#: wait throttled 60s
systemctl --user set-property --runtime lab-{{run}} MemoryMax=$(({{high}} / 2))M MemorySwapMax=0
