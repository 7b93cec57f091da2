# With production gone there is memory enough; but it was to go on.
kill $prod
#: until '! [ -e /proc/$prod ]' 10s
choom -n {{v}} -p $exp
