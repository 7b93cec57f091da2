# One template; three instances in one start; env gives the variable.
mkdir -p {{unit-folder}}
cat > {{unit-folder}}/{{template.unit}} <<'END'
[Unit]
Description=Training {{run}} on GPU %i
[Service]
WorkingDirectory={{bench}}/gpu%i
ExecStart=/usr/bin/env CUDA_VISIBLE_DEVICES=%i {{bin}}/lab-train --run {{run}}-%i --epochs 5000 --config ./train.conf
END
systemctl --user daemon-reload
systemctl --user start {{one.unit}} {{two.unit}} {{three.unit}}
#: wait configs 20s
tr '\0' '\n' < /proc/$second/environ | grep CUDA
