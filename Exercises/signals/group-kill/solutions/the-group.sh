# One signal to the process group: bash, trainer, loaders and tee.
kill -TERM -- -{{wrapper.group}}
#: wait neighbour 20s
