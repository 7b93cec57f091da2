# TERM does nothing, so KILL: nothing is cleaned up.
kill $job; kill -9 $job
