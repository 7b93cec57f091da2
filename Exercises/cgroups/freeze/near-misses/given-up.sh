# "It hangs": the frozen service is ended with force.
systemctl --user freeze lab-{{run}}
#: wait frozen 40s
systemctl --user kill -s KILL lab-{{run}}
