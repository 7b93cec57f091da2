# By hand: the PID of the one trainer whose --run is exactly that name.
kill "$(pgrep -a lab-train | awk '{for (i = 2; i < NF; i++) if ($i == "--run" && $(i + 1) == "{{run}}-{{k}}") print $1}')"
#: wait unharmed 15s
