# Stops and continues it in turns, as a limiter does.
for i in {1..40}; do kill -STOP $exp; sleep 0.18; kill -CONT $exp; sleep 0.02; done
