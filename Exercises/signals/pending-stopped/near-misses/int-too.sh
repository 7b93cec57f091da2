# SIGINT on top of the SIGTERM that waits: it answers to that one.
kill -INT $job; kill -CONT $job
