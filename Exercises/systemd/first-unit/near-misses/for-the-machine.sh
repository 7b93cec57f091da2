# WantedBy=multi-user.target, as for the machine's manager: a user's manager has no such target.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile={{bench}}/serve/port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart={{bin}}/lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=multi-user.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
