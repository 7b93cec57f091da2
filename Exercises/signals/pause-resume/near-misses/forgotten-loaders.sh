# All are held, but only the trainer gets SIGCONT.
kill -STOP -- -{{job.group}}
#: wait held 20s
kill -CONT $job
