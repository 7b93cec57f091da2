# Believes that the dead trainer still is the parent.
kill -KILL $job
lab answer "$job"
