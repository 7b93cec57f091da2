# Other numbers, the same proportion; for good, so in the unit's configuration.
systemctl --user set-property lab-{{run}}-prod CPUWeight=30
systemctl --user set-property lab-{{run}}-exp CPUWeight=10
#: wait by-weight 60s
