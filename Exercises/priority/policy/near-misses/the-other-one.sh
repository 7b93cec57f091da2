# The two are mixed up.
chrt --$([ {{policy}} = idle ] && echo batch || echo idle) 0 sha256sum /dev/zero &
