# A unit file says it once and for all.
mkdir -p {{unit-folder}}
printf '[Service]\nExecStart={{bin}}/lab-forker --run {{run}}\nTasksMax={{tasks}}\n' > {{unit-folder}}/lab-{{run}}.service
systemctl --user daemon-reload; systemctl --user start lab-{{run}}
#: wait refused 60s
