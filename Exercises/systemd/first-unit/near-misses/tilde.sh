# ~ as in a shell: systemd knows no such folder, and refuses the whole file.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory=~/lab/serve' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile={{bench}}/serve/port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart={{bin}}/lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
