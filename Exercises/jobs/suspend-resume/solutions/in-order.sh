# First the trainer: Ctrl-Z, bg. Then the burner: &, fg.
lab-train --run {{one}}
#: until '[ -n "$trainer" ]' 10s
#: keys ^Z
jobs -l
bg
#: wait moved 10s
lab-burn --run {{two}} --secs 240 --duty 20 &
#: until '[ -n "$burner" ]' 10s
fg %2
#: wait fetched 10s
#: keys ^C
kill %1
