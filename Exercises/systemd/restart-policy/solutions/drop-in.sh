# A drop-in beside the file; each trial in turn, and a start by hand after the clean end.
mkdir -p {{unit-folder}}/{{server.unit}}.d
cat > {{unit-folder}}/{{server.unit}}.d/restart.conf <<'END'
[Unit]
StartLimitBurst={{b}}
StartLimitIntervalSec={{i}}
[Service]
Restart=on-failure
RestartSec={{r}}
END
systemctl --user daemon-reload
#: trial crash
#: wait returns 10s
#: trial stop
#: wait stays 10s
#: trial loop
#: wait gives-up 10s
journalctl --user -u {{server.unit}} -n 3 -o cat
