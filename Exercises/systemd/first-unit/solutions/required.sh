# A shell that ends in exec, the rest in a drop-in; default.target requires it, by a link made by hand.
mkdir -p {{unit-folder}}/{{server.unit}}.d {{unit-folder}}/default.target.requires
printf '%s\n' '[Service]' 'ExecStart=/bin/bash -c "cd {{bench}}/serve && exec env MODEL_PATH={{model}} {{bin}}/lab-serve --run {{run}}"' > {{unit-folder}}/{{server.unit}}
printf '%s\n' '[Service]' 'EnvironmentFile=-%h/lab/systemd/first-unit/serve/port.env' 'Restart=on-failure' 'RestartSec={{r}}000ms' > {{unit-folder}}/{{server.unit}}.d/rest.conf
ln -s ../{{server.unit}} {{unit-folder}}/default.target.requires/
systemctl --user daemon-reload; systemctl --user start {{server.unit}}
#: wait boot 20s
#: wait restart 20s
#: wait environment 20s
