# A quota of a quarter: the proportion is right, the reason isn't.
systemctl --user set-property --runtime lab-{{run}}-exp CPUQuota=25%
#: wait share 60s
