# Asks ps for the parent, the children, and the children of the first child.
lab answer parent="$(ps -o ppid= -p $job | tr -d ' ')"
lab answer loaders="$(ps -o pid= --ppid $job | xargs)"
lab answer helper="$(ps -o pid= --ppid "$(pgrep -P $job -f dataloader_worker_0)" | xargs)"
