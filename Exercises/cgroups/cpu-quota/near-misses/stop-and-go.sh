# A helper that stops and continues it, as cpulimit does.
lab-burn --run {{run}} --secs 600 &
lab-limit --pid $! --percent {{percent}} &
