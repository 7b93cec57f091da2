# The variable is exported in the shell: a service gets nothing of it.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'WorkingDirectory={{bench}}/gpu%i' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config train.conf' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
for n in {{a}} {{b}} {{c}}; do CUDA_VISIBLE_DEVICES=$n systemctl --user start lab-train-{{run}}@$n; done
