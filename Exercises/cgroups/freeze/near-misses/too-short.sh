# Frozen, but not long enough.
systemctl --user freeze lab-{{run}}; sleep 2; systemctl --user thaw lab-{{run}}
