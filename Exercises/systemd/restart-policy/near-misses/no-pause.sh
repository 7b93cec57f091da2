# The right policy, with systemd's own pause of 100 ms.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Service]' 'Restart=on-failure' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial crash
