# Notes a loader, kills the trainer, and asks ps for the loader's new parent.
one=$(pgrep -P $job | head -1)
kill -KILL $job
#: until '! kill -0 $job' 5s
lab answer "$(ps -o ppid= -p $one | tr -d ' ')"
