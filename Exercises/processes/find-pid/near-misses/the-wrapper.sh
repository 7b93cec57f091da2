# Takes the first bash that pgrep -f finds.
lab answer "$wrapper"
