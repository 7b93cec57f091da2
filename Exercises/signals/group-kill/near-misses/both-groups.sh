# Too wide: the neighbour's group as well.
kill -TERM -- -{{wrapper.group}} -{{other.group}}
#: wait gone 15s
