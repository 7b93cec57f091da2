# Its process group, with all threads; best-effort is what ionice takes when no class is named.
ionice -n {{level}} -P {{reader.group}}
#: wait kept 15s
