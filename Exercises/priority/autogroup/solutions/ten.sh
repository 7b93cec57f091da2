# The niceness of the session: 10 makes it 90 to 10.
cat /proc/$prod/autogroup /proc/$exp/autogroup
echo 10 > /proc/$exp/autogroup
#: wait untouched 25s
