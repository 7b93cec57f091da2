# The process group reaches every thread of trainer and loaders.
renice -n {{n}} -g {{job.group}}
#: wait kept 15s
ps -L -o pid,lwp,ni,args -p $job
