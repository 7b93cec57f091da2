# Without a job, disown takes the current one: the stopped sleeper.
disown
#: trial hang-up
