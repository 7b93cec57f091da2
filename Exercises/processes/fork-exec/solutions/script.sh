# A launcher script, as one would install it.
printf '#!/bin/sh\necho $$ > mark\nexec lab-{{what}} --run {{run}}\n' > launch
chmod +x launch
./launch &
