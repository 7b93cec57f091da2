# A drop-in with the three settings, then the stop.
mkdir -p {{unit-folder}}/{{job.unit}}.d
cat > {{unit-folder}}/{{job.unit}}.d/stop.conf <<'END'
[Service]
TimeoutStopSec=60
KillMode=mixed
SuccessExitStatus=143
END
systemctl --user daemon-reload
systemctl --user stop {{job.unit}}
#: wait saved 20s
systemctl --user show {{job.unit}} -p ActiveState,Result; tail -n 2 events.jsonl
