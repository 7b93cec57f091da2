# Suspended, and left there.
lab-train --run {{one}}
#: until '[ -n "$trainer" ] && sleep 1' 10s
#: keys ^Z
sleep 1; jobs -l
