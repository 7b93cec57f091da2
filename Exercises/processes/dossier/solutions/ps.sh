# Asks ps for what ps knows, and /proc for the rest; blanks around the values.
ps -p $job -o pid=,ppid=,nlwp=,ni=,rss= | awk '{print "pid = " $1 "\nppid = " $2 "\nthreads = " $3 "\nnice = " $4 "\nvmrss_kb = " $5}' > d
echo "comm = $(ps -o comm= -p $job)" >> d
for l in exe cwd; do echo "$l = $(readlink /proc/$job/$l)"; done >> d
echo "open_fds = $(find /proc/$job/fd -mindepth 1 | wc -l)" >> d
echo "starttime = $(sed 's/.*) //' /proc/$job/stat | cut -d' ' -f20)" >> d
printf 'status_size = 0\nstatus_bytes = %s\n' "$(cat /proc/$job/status | wc -c)" >> d
mv d dossier
