# Nothing in the files is touched: drop-ins, one after the other, with the causes read from show.
d() { mkdir -p {{unit-folder}}/$1.d; printf '%s\n' "${@:2}" > {{unit-folder}}/$1.d/fix.conf; systemctl --user daemon-reload; systemctl --user restart $1; }
why() { systemctl --user show -P ExecMainStatus $1; }
echo "$(why {{two.unit}})={{a}}" >> causes; d {{two.unit}} '[Service]' 'ExecStart=' 'ExecStart={{bin}}/lab-serve --run {{run}}-{{a}} --port 0'
echo "$(why {{five.unit}})={{b}}" >> causes; d {{five.unit}} '[Service]' 'WorkingDirectory={{bench}}'
echo "$(systemctl --user show -P Result {{one.unit}})={{c}}" >> causes; d {{one.unit}} '[Service]' 'Type=exec'
echo "$(why {{three.unit}})={{e}}" >> causes; d {{three.unit}} '[Service]' 'Environment=PORT=0'
echo "not-found={{d}}" >> causes; sed -i 's/^Requires=/Wants=/' {{unit-folder}}/{{four.unit}}; systemctl --user daemon-reload; systemctl --user start {{four.unit}}
cat causes
#: wait causes 10s
#: wait fifth 20s
