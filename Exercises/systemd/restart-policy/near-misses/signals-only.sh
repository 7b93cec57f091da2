# on-abnormal: a signal counts, a status other than 0 doesn't.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Unit]' 'StartLimitBurst={{b}}' 'StartLimitIntervalSec={{i}}' '[Service]' 'Restart=on-abnormal' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial crash
#: wait returns 10s
#: trial loop
