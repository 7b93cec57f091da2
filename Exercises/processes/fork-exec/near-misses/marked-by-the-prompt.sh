# Marks the shell at the prompt, and starts the program from there.
echo $$ > mark
lab-{{what}} --run {{run}} &
