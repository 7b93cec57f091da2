# Gives the number of the shell that it is typed into.
lab answer $$
