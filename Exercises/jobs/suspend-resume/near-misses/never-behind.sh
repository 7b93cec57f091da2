# From the foreground into a stop and back: it never ran in the background.
lab-burn --run {{two}} --secs 240 --duty 20
#: until '[ -n "$burner" ]' 10s
#: keys ^Z
fg
#: keys ^Z
