# EnvironmentFile= with the path as seen from the working folder: systemd wants full ones.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'Environment=MODEL_PATH={{model}}' 'EnvironmentFile=port.env' > {{unit-folder}}/{{server.unit}}
printf '%s\n' 'ExecStart={{bin}}/lab-serve --run {{run}}' 'Restart=on-failure' 'RestartSec={{r}}' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user enable --now {{server.unit}}
