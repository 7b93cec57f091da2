# Ended, and started again with more: all clients are gone.
kill $server
