# Adds up the Pss of each mapping, as one does on kernels without smaps_rollup.
k=0
for p in $job $(pgrep -P $job); do k=$((k + $(awk '/^Pss:/ {s += $2} END {print s}' /proc/$p/smaps))); done
lab answer $((k / 1024))
