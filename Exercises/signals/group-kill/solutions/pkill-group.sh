# pkill can select by process group; no name is needed.
pkill -TERM -g {{wrapper.group}}
#: wait neighbour 20s
