# Tries it on one; that one blocks it, so it stays pending.
kill -{{sig}} $d
