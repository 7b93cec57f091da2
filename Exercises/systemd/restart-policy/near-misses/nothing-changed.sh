# The file is changed, but nobody tells systemd: it still knows Restart=no.
printf '%s\n' 'Restart=on-failure' 'RestartSec={{r}}' >> {{unit-folder}}/{{server.unit}}
#: trial crash
