#pragma once
#include <sys/types.h>

/* Unix stream sockets, unix(7), whatever the length of their path: sun_path holds 108 bytes, so the
   folder is opened first and the socket is named through /proc/self/fd. */

/* A listening, non-blocking, close-on-exec socket with these permissions; what stood in its place is
   removed. -1 with errno. */
int lab_socket_listen(const char *path, mode_t mode);
/* A connected, close-on-exec socket; -1 with errno, ECONNREFUSED or ENOENT where nobody listens. */
int lab_socket_connect(const char *path);
