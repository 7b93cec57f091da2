# choom sets oom_score_adj; then both scores side by side.
choom -n {{v}} -p $exp
#: wait untouched 15s
head -v /proc/$prod/oom_score /proc/$exp/oom_score
