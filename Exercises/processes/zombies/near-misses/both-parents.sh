# Ends both parents.
kill $a $b
