# As nice as can be: 1.5 percent, less than was asked for.
renice -n 19 -p $exp
