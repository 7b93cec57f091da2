# The file is repaired, and nobody tells systemd; and the causes with the units' whole names.
sed -i 's#^ExecStart=.*/{{wrong}} #ExecStart={{bin}}/lab-serve #' {{unit-folder}}/{{two.unit}}
systemctl --user restart {{two.unit}}
printf '%s\n' 203={{two.unit}} 200={{five.unit}} timeout={{one.unit}} not-found={{four.unit}} 98={{three.unit}} > causes
