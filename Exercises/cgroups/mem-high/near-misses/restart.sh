# The right line, but in a new process.
mkdir -p {{unit-folder}}/lab-{{run}}.service.d
printf '[Service]\nMemoryHigh={{high}}M\n' > {{unit-folder}}/lab-{{run}}.service.d/high.conf
systemctl --user daemon-reload; systemctl --user restart lab-{{run}}
#: until 'set -- $job; [ $# = 2 ]' 60s
#: wait throttled 60s
