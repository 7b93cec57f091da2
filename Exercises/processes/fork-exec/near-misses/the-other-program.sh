# All is right but the program.
bash -c 'echo $$ > mark; exec lab-fork --run {{run}}' &
#: until 'grep -q fork /proc/$(cat mark)/comm' 5s
