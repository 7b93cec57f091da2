# It is in the background already, so nothing seems to be missing.
jobs -l
#: trial hang-up
