# The PID is the first thread only.
ionice -c 2 -n {{level}} -p $reader
