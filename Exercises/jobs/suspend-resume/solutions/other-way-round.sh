# The burner first, and signals in the place of bg.
lab-burn --run {{two}} --secs 240 --duty 20 &
#: until '[ -n "$burner" ]' 10s
fg
#: wait fetched 10s
#: keys ^Z
lab-train --run {{one}}
#: until '[ -n "$trainer" ]' 10s
#: keys ^Z
kill -CONT "$(cat training.pid)"
#: wait moved 10s
kill %1 %2
