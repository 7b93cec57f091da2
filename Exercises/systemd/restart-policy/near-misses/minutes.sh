# The pause with the wrong unit.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Unit]' 'StartLimitBurst={{b}}' 'StartLimitIntervalSec={{i}}' '[Service]' 'Restart=on-failure' 'RestartSec={{r}}min' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial crash
