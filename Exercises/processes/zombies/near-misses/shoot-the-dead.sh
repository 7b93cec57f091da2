# Sends KILL to the zombies themselves: kill returns 0, and they stay.
kill -KILL $za $zb
