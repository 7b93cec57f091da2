# The group of the experiment is that of production, too.
renice -n 10 -g {{exp.group}}
