# Reads the parent from stat (the name of lab-train holds no blank) and asks pgrep for the rest.
lab answer parent="$(cut -d' ' -f4 /proc/$job/stat)"
lab answer loaders="$(pgrep -P $job | sort -rn | xargs)"
lab answer helper="$(for p in $(pgrep -P $job); do pgrep -P $p; done)"
