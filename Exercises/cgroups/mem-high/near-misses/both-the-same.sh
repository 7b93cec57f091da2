# Brake and wall close together: the wall is reached.
systemctl --user set-property --runtime lab-{{run}} MemoryHigh={{high}}M MemoryMax=$(({{high}} + 1))M MemorySwapMax=0
sleep 30
