# Nice again: it has no say between groups.
renice -n 19 -p $exp; renice -n 5 -p $prod; renice -n 0 -p $prod
