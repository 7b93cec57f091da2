# The restart lines come later, and nobody tells systemd to read the file again.
mkdir -p {{unit-folder}}
printf '%s\n' '[Install]' 'WantedBy=default.target' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Environment=MODEL_PATH={{model}}' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'EnvironmentFile={{bench}}/serve/port.env' 'ExecStart={{bin}}/lab-serve --run {{run}}' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
#: wait boot 20s
printf '%s\n' 'Restart=on-failure' 'RestartSec={{r}}' >> {{unit-folder}}/{{server.unit}}
systemctl --user restart {{server.unit}}
