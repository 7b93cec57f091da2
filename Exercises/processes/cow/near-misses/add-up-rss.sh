# Adds up RSS: shared pages are counted once for each process.
lab answer "$(ps -o rss= -p $job --ppid $job | awk '{s += $1} END {print int(s / 1024)}')"
