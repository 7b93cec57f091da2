# ps shows the mask as well; its one bit reads {{sig}}.
ps -o pid,ignored,caught -p $job
kill -s {{sig}} $job
#: wait cleaned 10s
