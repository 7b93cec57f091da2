# Each file corrected in its place.
cd {{unit-folder}}
sed -i 's#^ExecStart=.*/{{wrong}} #ExecStart={{bin}}/lab-serve #' {{two.unit}}
mkdir -p {{bench}}/{{b}}/data
sed -i '/^Type=notify/d' {{one.unit}}
sed -i '/embeddings/d' {{four.unit}}
sed -i 's/ PORT=[0-9]*/ PORT=0/' {{three.unit}}
systemctl --user daemon-reload
systemctl --user restart {{one.unit}} {{two.unit}} {{three.unit}} {{four.unit}} {{five.unit}}
cd {{bench}}; printf '%s\n' 203={{a}} 200={{b}} timeout={{c}} not-found={{d}} 98={{e}} > causes
#: wait causes 10s
#: wait fifth 20s
