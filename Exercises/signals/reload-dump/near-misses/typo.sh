# A value that isn't a number: the trainer keeps the settings it had.
sed -i 's/^lr=.*/lr=very small/' train.conf; kill -HUP $job
