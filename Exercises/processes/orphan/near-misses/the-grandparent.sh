# Believes that the grandparent adopts.
above=$(ps -o ppid= -p $job | tr -d ' ')
kill -KILL $job
lab answer "$above"
