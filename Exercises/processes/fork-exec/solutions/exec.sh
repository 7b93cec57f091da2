# A new bash notes its PID, then becomes the program.
bash -c 'echo $$ > mark; exec lab-{{what}} --run {{run}}' &
