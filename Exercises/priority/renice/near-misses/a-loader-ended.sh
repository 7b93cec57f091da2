# A loader is ended, and the trainer starts another one in its place.
kill ${loaders%% *}
renice -n {{n}} -g {{job.group}}
