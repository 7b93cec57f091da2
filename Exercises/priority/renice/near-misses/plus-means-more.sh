# +8 to go from 2 to 10? renice doesn't add.
renice +$(( {{n}} - {{base}} )) -g {{job.group}}
