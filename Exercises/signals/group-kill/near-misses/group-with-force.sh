# The right group, but the trainer gets no chance to save.
kill -KILL -- -{{wrapper.group}}
