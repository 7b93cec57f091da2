# Full paths instead of a working folder, enabled as well, and each started by itself.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'Type=exec' 'Environment="CUDA_VISIBLE_DEVICES=%i"' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config {{bench}}/gpu%i/train.conf --out {{bench}}/gpu%i' >> {{unit-folder}}/{{template.unit}}
printf '%s\n' '[Install]' 'WantedBy=default.target' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
for n in {{a}} {{b}} {{c}}; do systemctl --user enable --now lab-train-{{run}}@$n; done
#: wait configs 20s
