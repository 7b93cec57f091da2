# Nicer with the CPU; the class for the disk stays none.
renice -n 10 -g {{reader.group}}
