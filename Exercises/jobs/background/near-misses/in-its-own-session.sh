# In a session of its own: the prompt is free, but it's no job.
setsid lab-burn --run {{run}} --secs {{secs}} --duty 20
#: until 'jobs; ps -e -o args | grep -q "^lab-burn --run {{run}}"' 10s
