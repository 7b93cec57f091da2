# A pipe is its input: it gets its line in the background, and nothing stops it.
echo 42 | lab-ask --run {{run}} &
