# The bare text, anywhere in any command line.
pkill -f {{run}}-{{k}}
#: wait stopped 15s
