# Adds up Pss over the parent and its children.
lab answer "$(cat /proc/$job/smaps_rollup $(pgrep -P $job | sed 's|.*|/proc/&/smaps_rollup|') | awk '/^Pss:/ {s += $2} END {print int(s / 1024)}')"
