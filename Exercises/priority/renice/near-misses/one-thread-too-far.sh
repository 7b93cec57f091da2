# One thread is at 19 already; the group then brings all the others to {{n}}.
renice -n 19 $(ls /proc/$job/task | tail -n 1); renice -n {{n}} -g {{job.group}}
