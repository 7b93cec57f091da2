# 19, to be on the safe side: that can't be taken back.
renice -n 19 -g {{job.group}}
