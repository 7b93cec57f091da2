# ulimit at root's prompt: a login elsewhere doesn't come from this shell.
ulimit -Sn {{soft}}
#: trial login
#: until '! pgrep -u user-{{run}},mate-{{run}},guest-{{run}} > /dev/null' 40s
