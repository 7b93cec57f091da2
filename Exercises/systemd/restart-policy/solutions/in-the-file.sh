# The file itself is changed, and the service restarted; the trials in another order.
f={{unit-folder}}/{{server.unit}}
sed -i 's/^Restart=no/Restart=on-failure\nRestartSec={{r}}s/; s/^\[Unit\]/[Unit]\nStartLimitBurst={{b}}\nStartLimitIntervalSec={{i}}s/' $f
systemctl --user daemon-reload; systemctl --user restart {{server.unit}}
#: trial loop
#: wait gives-up 10s
systemctl --user reset-failed {{server.unit}}; systemctl --user start {{server.unit}}
#: trial stop
#: wait stays 10s
systemctl --user start {{server.unit}}
#: trial crash
#: wait returns 10s
