# The politest class there is; asked for was another one.
ionice -c 3 -P {{reader.group}}
