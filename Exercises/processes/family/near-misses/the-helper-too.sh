# Counts the helper among the loaders.
lab answer loaders="$loaders $helper"
