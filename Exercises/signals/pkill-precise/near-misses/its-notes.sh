# The pattern ends after the name and a dot: that's the file of notes.
pkill -f '{{run}}-{{k}}[.]'
