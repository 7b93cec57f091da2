# Exports the variables in the shell; the service gets none of them, and an empty port isn't a port.
mkdir -p {{unit-folder}}
export PORT={{port}} MODEL_PATH={{model}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/serve' 'ExecStart={{bin}}/lab-serve --run {{run}} --port "${PORT}"' > {{unit-folder}}/{{server.unit}}
systemctl --user daemon-reload; systemctl --user start {{server.unit}}
