# Bit n read as signal n: there is nothing there, so all seem to be at default.
lab answer treats="$a=default $b=default $c=default $d=default"
