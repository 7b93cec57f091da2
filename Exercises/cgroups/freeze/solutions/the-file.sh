# The group's own file: 1 freezes, 0 thaws.
g=/sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}})
echo 1 > $g/cgroup.freeze; cat $g/cgroup.events; ps -o pid,stat,args -p "$(paste -sd, $g/cgroup.procs)"
#: wait frozen 40s
echo 0 > $g/cgroup.freeze
#: wait goes-on 40s
