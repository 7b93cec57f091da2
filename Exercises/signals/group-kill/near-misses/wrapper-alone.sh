# Only the bash at the top: its children live on.
kill $wrapper
