# Exports the variables in the shell instead: the service gets none of them.
mkdir -p {{unit-folder}}
export PORT={{port}} MODEL_PATH={{model}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'ExecStart={{bin}}/lab-serve --run {{run}}' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
