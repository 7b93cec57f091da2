# The new settings are there, but the trainer is ended to make it read them.
sed -i 's/^lr=.*/lr={{lr}}/' train.conf; kill $job
