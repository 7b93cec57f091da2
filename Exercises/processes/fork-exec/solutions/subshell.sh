# A forked copy of the prompt's bash does it; there $$ is the parent's number, BASHPID its own.
(echo $BASHPID > mark; exec lab-{{what}} --run {{run}}) &
