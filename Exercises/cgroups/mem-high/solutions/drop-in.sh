# A drop-in and a reload: the manager hands new limits to running units too.
mkdir -p {{unit-folder}}/lab-{{run}}.service.d
printf '[Service]\nMemoryHigh={{high}}M\n' > {{unit-folder}}/lab-{{run}}.service.d/high.conf
systemctl --user daemon-reload
#: wait kept 90s
