# A loader is ended, and the trainer starts another one in its place.
gone=${loaders%% *}; kill $gone; while [ -e /proc/$gone ]; do sleep 0.1; done
renice -n {{n}} -g {{job.group}}
