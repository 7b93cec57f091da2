# Reads the argument lists in /proc, where each argument ends with a zero byte.
lab answer "$(for p in $(pgrep -x lab-train); do tr '\0' '\n' < /proc/$p/cmdline | grep -qx '{{run}}' && echo $p; done)"
