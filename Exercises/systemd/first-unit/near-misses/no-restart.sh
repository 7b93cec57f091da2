# The variables come later; systemd reads the file again, and nobody starts the process again.
mkdir -p {{unit-folder}}
printf '%s\n' '[Install]' 'WantedBy=default.target' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Restart=on-failure' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}
echo 'ExecStart={{bin}}/lab-serve --run {{run}}' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
#: wait boot 20s
printf '%s\n' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile={{bench}}/serve/port.env' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload
