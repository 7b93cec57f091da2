# Sends the message by its number, 17 on most machines; B goes at HUP.
kill -"$(kill -l CHLD)" $a
kill -HUP $b
