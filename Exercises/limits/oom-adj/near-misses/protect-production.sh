# Production is to be moved down: refused.
choom -n -{{v}} -p $prod; echo -{{v}} > /proc/$prod/oom_score_adj
