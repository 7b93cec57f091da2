# Two writes, with a moment between them; through tee as with sudo.
echo 5 > /proc/$exp/autogroup; sleep 0.5; echo 15 | tee /proc/$exp/autogroup
#: wait untouched 25s
