# Tells A that a child has ended, and ends B.
kill -CHLD $a
kill $b
