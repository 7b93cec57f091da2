#pragma once
#include <stddef.h>

/* Sockets as the simulated services use them. All descriptors are close-on-exec. */

/* A listening TCP socket, tcp(7), on an IPv4 or IPv6 address as inet_pton(3) reads it; port 0 is
   any. Non-blocking; *bound receives the port. -1 with errno, EINVAL for what is no address. */
int lab_tcp_listen(const char *host, int port, int *bound);
/* accept4(2), non-blocking; peer receives the other side's address. -1 with errno. */
int lab_tcp_accept(int fd, char peer[64]);
/* A connected TCP socket, or -1 with errno. */
int lab_tcp_connect(const char *host, int port);
/* The soft limit of descriptors to the hard one, setrlimit(2). */
void lab_raise_descriptor_limit(void);
/* send(2) without SIGPIPE and without waiting: how many bytes were taken, or -1 with errno. */
long lab_send(int fd, const void *bytes, size_t count);
/* One message to systemd's socket (a path, or @ and an abstract name), sd_notify(3). -1 with errno. */
int lab_notify(const char *address, const char *message);
