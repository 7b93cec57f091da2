# SIGCONT: the process goes on, and the waiting SIGTERM is delivered.
grep -E 'State|ShdPnd' /proc/$job/status
kill -CONT $job
#: wait saved 15s
