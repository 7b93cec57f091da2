# Three files with the same lines in the place of a template.
mkdir -p {{unit-folder}}
for n in {{a}} {{b}} {{c}}; do printf '%s\n' '[Service]' "WorkingDirectory={{bench}}/gpu$n" "Environment=CUDA_VISIBLE_DEVICES=$n" "ExecStart={{bin}}/lab-train --run {{run}}-$n --epochs 5000 --config train.conf" > {{unit-folder}}/lab-train-{{run}}@$n.service; done
systemctl --user daemon-reload
systemctl --user start {{one.unit}} {{two.unit}} {{three.unit}}
