# Started by hand in the background: it runs, but systemd knows nothing of it.
cd serve; PORT={{port}} MODEL_PATH={{model}} lab-serve --run {{run}} &
