# A number where %i belongs: everybody on the first GPU, with its settings.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/gpu{{a}}' 'Environment=CUDA_VISIBLE_DEVICES={{a}}' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config train.conf --no-pid-file' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
systemctl --user start {{one.unit}} {{two.unit}} {{three.unit}}
