# Stopped "to be safe", then its own signal: nobody is there to take it.
kill -STOP $job
until grep -q '^State:.T' /proc/$job/status; do sleep 0.1; done
kill -{{sig}} $job
