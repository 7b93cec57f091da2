# The program by its name alone: systemd doesn't look where the shell does.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile={{bench}}/serve/port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart=lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
