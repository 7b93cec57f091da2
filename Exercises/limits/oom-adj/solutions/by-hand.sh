# The file itself.
echo {{v}} > /proc/$exp/oom_score_adj
#: wait untouched 15s
