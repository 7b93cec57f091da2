# Takes a trainer whose run name begins like the one asked for.
lab answer "$(pgrep -ax lab-train | grep -F -- '--run {{run}}-{{number}}' | cut -d' ' -f1)"
