# A little less than three times.
systemctl --user set-property --runtime lab-{{run}}-prod CPUWeight=$(({{weight}} * 13 / 5))
#: wait share 60s
