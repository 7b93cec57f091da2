# Takes the parent's Pss alone.
lab answer "$(awk '/^Pss:/ {print int($2 / 1024)}' /proc/$job/smaps_rollup)"
