# Only the bash at the top: its children live on.
kill $wrapper
#: until 'sleep 7' 9s
