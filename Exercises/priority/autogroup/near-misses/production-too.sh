# Both are made nicer: the experiment by its session, production by renice.
renice -n 5 -p $prod; echo 15 > /proc/$exp/autogroup
