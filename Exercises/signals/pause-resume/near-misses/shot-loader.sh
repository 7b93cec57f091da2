# Ends a loader instead of holding it: that one won't go on.
kill -KILL $(pgrep -P $job | head -n 1)
