# Type=oneshot: the start would be over when the server has ended, which it doesn't.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'Type=oneshot' 'WorkingDirectory={{bench}}/serve' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile={{bench}}/serve/port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart={{bin}}/lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable {{server.unit}}; systemctl --user start --no-block {{server.unit}}
