# MODEL_PATH is given to the manager, which gives it to all: until its end, not by the unit's file.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'EnvironmentFile={{bench}}/serve/port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart={{bin}}/lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user set-environment MODEL_PATH={{model}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
#: wait boot 20s
systemctl --user unset-environment MODEL_PATH
