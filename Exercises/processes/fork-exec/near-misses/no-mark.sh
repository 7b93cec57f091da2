# The program alone; nobody has written a mark.
bash -c 'exec lab-{{what}} --run {{run}}' &
