# Believes that the shell is everybody's parent.
lab answer parent=$$
