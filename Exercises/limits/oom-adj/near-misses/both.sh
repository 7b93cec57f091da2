# The experiment first, and production moved up as well.
choom -n 100 -p $prod; choom -n {{v}} -p $exp
#: wait first 10s
