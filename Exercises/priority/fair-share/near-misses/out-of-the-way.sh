# Ends the experiment: production has all, and nothing is shared.
kill $exp
