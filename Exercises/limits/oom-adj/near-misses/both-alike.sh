# Both are moved up alike: then the larger one is the first choice again.
choom -n {{v}} -p $prod; choom -n {{v}} -p $exp
