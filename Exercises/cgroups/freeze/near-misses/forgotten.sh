# Frozen, and left there.
systemctl --user freeze lab-{{run}}
#: wait frozen 40s
