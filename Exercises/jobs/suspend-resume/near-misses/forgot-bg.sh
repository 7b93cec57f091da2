# Suspended, and left there.
lab-train --run {{one}}
#: until '[ -n "$trainer" ]' 10s
#: keys ^Z
jobs -l
