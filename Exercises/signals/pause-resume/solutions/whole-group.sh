# The negative number is the process group: trainer and loaders at once.
kill -STOP -- -{{job.group}}; sleep {{hold}}.7; kill -CONT -- -{{job.group}}
#: wait goes-on 15s
