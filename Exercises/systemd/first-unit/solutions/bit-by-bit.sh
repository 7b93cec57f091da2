# First that it runs, then the rest in a drop-in, and enabled in the end.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Install]' 'WantedBy=default.target' '[Service]' 'WorkingDirectory={{bench}}/serve' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'EnvironmentFile={{bench}}/serve/port.env' 'Environment=MODEL_PATH={{model}}' 'ExecStart={{bin}}/lab-serve --run {{run}}' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user start {{server.unit}}
#: wait environment 20s
printf '%s\n' '[Service]' 'Restart=on-failure' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: wait restart 20s
systemctl --user enable {{server.unit}}
#: wait boot 20s
