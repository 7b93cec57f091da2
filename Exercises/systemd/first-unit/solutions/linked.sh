# Keeps the file in this folder: enable, given a path, links it into the manager's.
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Environment="MODEL_PATH={{model}}"' > {{server.unit}}
printf '%s\n' 'EnvironmentFile={{bench}}/serve/port.env' 'ExecStart={{bin}}/lab-serve --run {{run}}' >> {{server.unit}}
printf '%s\n' 'Restart=on-failure' 'RestartSec={{r}}s' '[Install]' 'WantedBy=default.target' >> {{server.unit}}
systemctl --user enable "$PWD/{{server.unit}}"
systemctl --user start {{server.unit}}
#: wait boot 20s
