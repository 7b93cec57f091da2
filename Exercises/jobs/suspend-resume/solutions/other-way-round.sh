# The burner first, and signals in the place of bg.
lab-burn --run {{two}} --secs 240 --duty 20 &
#: until '[ -n "$burner" ] && sleep 1' 10s
fg
#: wait fetched 10s
#: keys ^Z
lab-train --run {{one}}
#: until '[ -n "$trainer" ] && sleep 1' 10s
#: keys ^Z
sleep 1; kill -CONT "$(cat training.pid)"
#: wait moved 10s
kill %1 %2
