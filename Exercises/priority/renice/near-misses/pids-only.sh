# Each process by its PID: that is its first thread only.
renice -n {{n}} -p $job $loaders
