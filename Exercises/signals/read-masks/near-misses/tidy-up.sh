# Cleans up with the signal that no process can treat in a way of its own.
kill -KILL $b
