# Takes a trainer whose run name ends like the one asked for.
lab answer "$prefix"
