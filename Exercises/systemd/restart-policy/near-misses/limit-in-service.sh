# The limit stands in [Service], where systemd doesn't know StartLimitIntervalSec.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Service]' 'Restart=on-failure' 'RestartSec={{r}}' 'StartLimitBurst={{b}}' 'StartLimitIntervalSec={{i}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial loop
