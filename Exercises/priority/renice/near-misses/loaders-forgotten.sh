# All threads of the trainer, but not its loaders.
renice -n {{n}} $(ls /proc/$job/task)
