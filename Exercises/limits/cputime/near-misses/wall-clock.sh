# timeout sends the same signal, after seconds on the clock: no limit was met.
timeout -s XCPU {{s}} lab-burn --run {{run}}
