# Without -n it is level 4, in the middle.
ionice -c 2 -P {{reader.group}}
