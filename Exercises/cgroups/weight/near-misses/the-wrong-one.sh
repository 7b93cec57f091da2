# The experiment gets the greater number.
systemctl --user set-property --runtime lab-{{run}}-exp CPUWeight=$(({{weight}} * 3))
