# Both jobs off the list. The stopped one dies all the same: by the kernel's hang-up.
disown -a
#: trial hang-up
