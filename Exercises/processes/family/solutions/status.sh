# Finds every process whose status names the wanted parent.
lab answer parent="$(awk '/^PPid:/ {print $2}' /proc/$job/status)"
c=$(grep -lsE "^PPid:[[:space:]]+$job\$" /proc/[0-9]*/status | cut -d/ -f3 | xargs)
lab answer loaders="$c"
lab answer helper="$(for p in $c; do grep -lsE "^PPid:[[:space:]]+$p\$" /proc/[0-9]*/status | cut -d/ -f3; done)"
