# always, but not after the two clean ends: said the other way round.
mkdir -p {{unit-folder}}/{{server.unit}}.d
printf '%s\n' '[Unit]' 'StartLimitBurst={{b}}' 'StartLimitIntervalSec={{i}}' '[Service]' 'Restart=always' 'RestartPreventExitStatus=0 SIGTERM' 'RestartSec={{r}}' > {{unit-folder}}/{{server.unit}}.d/restart.conf
systemctl --user daemon-reload
#: trial crash
#: wait returns 10s
#: trial stop
#: wait stays 10s
#: trial loop
#: wait gives-up 10s
