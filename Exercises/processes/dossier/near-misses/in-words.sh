# All twelve are there, but with a colon, as status has them.
echo "pid: $job" > d
awk '{print "ppid: " $4 "\nnice: " $19 "\nstarttime: " $22}' /proc/$job/stat >> d
awk '/^Threads/ {print "threads: " $2} /^VmRSS/ {print "vmrss_kb: " $2}' /proc/$job/status >> d
echo "comm: $(cat /proc/$job/comm)" >> d
echo "exe: $(readlink /proc/$job/exe)" >> d
echo "cwd: $(readlink /proc/$job/cwd)" >> d
echo "open_fds: $(ls /proc/$job/fd | wc -l)" >> d
echo "status_size: $(stat -c %s /proc/$job/status)" >> d
echo "status_bytes: $(wc -c < /proc/$job/status)" >> d
mv d dossier
