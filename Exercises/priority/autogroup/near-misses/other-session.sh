# The file of the wrong one.
echo 10 > /proc/$prod/autogroup
