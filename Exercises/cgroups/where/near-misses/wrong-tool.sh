# A group of its own, but with a trainer in it.
systemd-run --user --unit=my-{{run}} lab-train --run my-{{run}} --out {{bench}}/mine --epochs 5000 --cpu 5
