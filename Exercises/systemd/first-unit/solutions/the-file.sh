# Writes the file where the manager looks for it, and enables and starts it at once.
mkdir -p {{unit-folder}}
cat > {{unit-folder}}/{{server.unit}} <<'END'
[Unit]
Description=Model server of run {{run}}
[Service]
WorkingDirectory={{bench}}/serve
Environment=MODEL_PATH={{model}}
EnvironmentFile={{bench}}/serve/port.env
ExecStart={{bin}}/lab-serve --run {{run}}
Restart=on-failure
RestartSec={{r}}
[Install]
WantedBy=default.target
END
systemctl --user daemon-reload
systemctl --user enable --now {{server.unit}}
#: wait boot 20s
systemctl --user status {{server.unit}} --no-pager
