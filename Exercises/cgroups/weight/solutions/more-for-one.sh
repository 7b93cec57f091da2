# Production gets three times the weight that it had.
systemctl --user set-property --runtime lab-{{run}}-prod CPUWeight=$(({{weight}} * 3))
#: wait by-weight 60s
grep usage /sys/fs/cgroup$(systemctl --user show -P ControlGroup lab-{{run}}-prod)/cpu.stat
