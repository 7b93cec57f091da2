# Told at {{s}}, and killed ten seconds later if it didn't listen.
prlimit --cpu={{s}}:$(( {{s}} + 10 )) lab-burn --run {{run}}
#: wait note 60s
