# The experiment is stopped two thirds of the time: what cpulimit does.
for i in 1 2 3 4; do kill -STOP $exp; sleep 2; kill -CONT $exp; sleep 1; done
