# Without -a it is the first thread only.
for p in $job $loaders; do taskset -cp {{cpu}} $p; done
