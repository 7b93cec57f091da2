# What Ctrl-C would send: this trainer saves then too, but SIGTERM was asked for.
kill -INT -- -{{wrapper.group}}
#: wait gone 15s
