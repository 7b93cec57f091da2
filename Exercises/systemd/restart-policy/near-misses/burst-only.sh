# Only so many starts, without the time: with the pause between them they take longer than 10 s.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Unit]' 'StartLimitBurst=6' '[Service]' 'Restart=on-failure' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial loop
