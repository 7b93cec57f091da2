# From a shell that carries nothing of the lab's, as a terminal beside it would.
setsid -f env -i PATH="$PATH" bash -c 'echo $$ > mark; exec lab-{{what}} --run {{run}}'
