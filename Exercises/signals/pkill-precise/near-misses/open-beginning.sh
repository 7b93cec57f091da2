# Any beginning will do: the old one matches as well.
pkill -f -- '{{run}}-{{k}}( |$)'
#: wait stopped 15s
