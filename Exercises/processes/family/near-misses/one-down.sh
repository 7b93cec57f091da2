# Looks one generation too low for the parent, and one too high for the helper.
lab answer parent="$(pgrep -P $job | head -1)"
lab answer helper="$(pgrep -P $job | head -1)"
