# 10 steps are a factor of 9, 5 steps one of 3.
renice -n $([ {{band}} = 6-14 ] && echo 10 || echo 5) -p $exp
#: wait untouched 25s
top -b -n 1 -p $prod,$exp | tail -n 3
