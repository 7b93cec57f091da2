# Production is made nice instead of the experiment.
renice -n 10 -p $prod
