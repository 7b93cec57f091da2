# Tries it on one; that one catches it.
kill -{{sig}} $c
