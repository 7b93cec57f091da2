# The first niceness whose weight, 1024 / 1.25^n, is small enough.
n=$(awk -v high=$(echo {{band}} | cut -d - -f 2) 'BEGIN { w = 1024; while (100 * w / (1024 + w) > high - 1) { w /= 1.25; n++ } print n }')
renice -n $n $exp
#: wait untouched 25s
