# Restart=always: it comes back after a crash, and after a clean end, too.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Service]' 'Restart=always' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial crash
#: trial stop
