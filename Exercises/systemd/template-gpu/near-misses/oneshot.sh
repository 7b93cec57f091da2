# Type=oneshot: start waits until the training is over; it is broken off with Ctrl-C.
mkdir -p {{unit-folder}}
printf '%s\n' '[Service]' 'Type=oneshot' 'WorkingDirectory={{bench}}/gpu%i' 'Environment=CUDA_VISIBLE_DEVICES=%i' > {{unit-folder}}/{{template.unit}}
echo 'ExecStart={{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config train.conf' >> {{unit-folder}}/{{template.unit}}
systemctl --user daemon-reload
systemctl --user start {{one.unit}} {{two.unit}} {{three.unit}}
#: until 'test -e gpu{{c}}/training.pid' 20s
#: keys ^C
