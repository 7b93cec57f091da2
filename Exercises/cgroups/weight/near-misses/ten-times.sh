# A number that looks big enough.
systemctl --user set-property --runtime lab-{{run}}-prod CPUWeight=$(({{weight}} * 10))
