# The file is edited; the trainer doesn't know.
sed -i 's/^lr=.*/lr={{lr}}/' train.conf
