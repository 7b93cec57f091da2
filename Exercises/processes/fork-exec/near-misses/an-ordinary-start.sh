# The launcher starts the program as its child, and waits for it.
bash -c 'echo $$ > mark; lab-{{what}} --run {{run}}; true' &
