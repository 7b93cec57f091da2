# Ctrl-C ends the trainer; what runs in the background then is another one.
lab-train --run {{one}}
#: until '[ -n "$trainer" ]' 10s
#: keys ^C
#: until '! [ -e {{bench}}/training.pid ]' 10s
lab-train --run {{one}} > again.out 2>&1 &
