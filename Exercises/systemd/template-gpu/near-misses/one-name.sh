# The template is fine, but all three run under one name.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/gpu%i' 'Environment=CUDA_VISIBLE_DEVICES=%i' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}} --epochs 5000 --config train.conf' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
systemctl --user start {{one.unit}} {{two.unit}} {{three.unit}}
