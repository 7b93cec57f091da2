# A higher number protects more? It is the other way round.
choom -n {{v}} -p $prod
