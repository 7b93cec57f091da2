#define _GNU_SOURCE
#include "network.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
};

/* The length of the address, 0 for what is none. */
static socklen_t read_address(const char *host, int port, union address *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, host, &address->v4.sin_addr) == 1) {
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons((uint16_t)port);
    return sizeof address->v4;
  }
  if (inet_pton(AF_INET6, host, &address->v6.sin6_addr) == 1) {
    address->v6.sin6_family = AF_INET6;
    address->v6.sin6_port = htons((uint16_t)port);
    return sizeof address->v6;
  }
  errno = EINVAL;
  return 0;
}

static int fail(int fd) {
  int err = errno;
  if (fd >= 0) close(fd);
  errno = err;
  return -1;
}

int lab_tcp_listen(const char *host, int port, int *bound) {
  union address address;
  socklen_t length = read_address(host, port, &address);
  if (length == 0) return -1;
  int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  int yes = 1; /* a restart must not wait for the connections of the one before */
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, &address.any, length) < 0 || listen(fd, 1024) < 0) return fail(fd);
  length = sizeof address;
  if (getsockname(fd, &address.any, &length) < 0) return fail(fd);
  *bound = ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
  return fd;
}

int lab_tcp_accept(int fd, char peer[64]) {
  union address address;
  socklen_t length = sizeof address;
  memset(&address, 0, sizeof address);
  int client = accept4(fd, &address.any, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (client < 0) return -1;
  const void *from = address.any.sa_family == AF_INET ? (void *)&address.v4.sin_addr
                                                      : (void *)&address.v6.sin6_addr;
  if (!inet_ntop(address.any.sa_family, from, peer, 64)) snprintf(peer, 64, "-");
  return client;
}

int lab_tcp_connect(const char *host, int port) {
  union address address;
  socklen_t length = read_address(host, port, &address);
  if (length == 0) return -1;
  int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, &address.any, length) < 0) return fail(fd);
  return fd;
}

void lab_raise_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

long lab_send(int fd, const void *bytes, size_t count) {
  return send(fd, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int lab_notify(const char *address, const char *message) {
  struct sockaddr_un target;
  memset(&target, 0, sizeof target);
  target.sun_family = AF_UNIX;
  size_t count = strlen(address);
  if ((address[0] != '/' && address[0] != '@') || count < 2) {
    errno = EAFNOSUPPORT;
    return -1;
  }
  if (count >= sizeof target.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(target.sun_path, address, count);
  socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + count);
  if (address[0] == '@') target.sun_path[0] = 0; /* an abstract name has no final zero */
  else length++;
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (sendto(fd, message, strlen(message), MSG_NOSIGNAL, (struct sockaddr *)&target, length) < 0)
    return fail(fd);
  close(fd);
  return 0;
}
