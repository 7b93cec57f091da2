# In the background of the shell: a child, in the same group.
sleep 600 &
