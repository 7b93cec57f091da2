# Reads everything from /proc with small tools.
echo "pid=$job" > dossier
awk '{print "ppid=" $4 "\nnice=" $19 "\nstarttime=" $22}' /proc/$job/stat >> dossier
awk '/^Threads/ {print "threads=" $2} /^VmRSS/ {print "vmrss_kb=" $2}' /proc/$job/status >> dossier
echo "comm=$(cat /proc/$job/comm)" >> dossier
echo "exe=$(readlink /proc/$job/exe)" >> dossier
echo "cwd=$(readlink /proc/$job/cwd)" >> dossier
echo "open_fds=$(ls /proc/$job/fd | wc -l)" >> dossier
echo "status_size=$(stat -c %s /proc/$job/status)" >> dossier
echo "status_bytes=$(wc -c < /proc/$job/status)" >> dossier
