# Without -a it is the first thread only.
chrt --{{policy}} -p 0 $job
