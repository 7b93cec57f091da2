# The newest trainer isn't the one that was asked for.
kill $older
