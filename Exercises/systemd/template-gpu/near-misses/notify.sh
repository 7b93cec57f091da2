# Type=notify for a program that never says that it's ready.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'Type=notify' 'WorkingDirectory={{bench}}/gpu%i' 'Environment=CUDA_VISIBLE_DEVICES=%i' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config train.conf' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
systemctl --user start --no-block {{one.unit}} {{two.unit}} {{three.unit}}
