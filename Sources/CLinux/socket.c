#define _GNU_SOURCE
#include "socket.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* The address of a path; *folder is a descriptor that it depends on, or -1. */
static int name(const char *path, struct sockaddr_un *address, int *folder) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  *folder = -1;
  if (strlen(path) < sizeof address->sun_path) {
    strcpy(address->sun_path, path);
    return 0;
  }
  const char *slash = strrchr(path, '/');
  char parent[4096];
  if (!slash || (size_t)(slash - path) >= sizeof parent) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy(parent, path, slash - path);
  parent[slash - path] = 0;
  *folder = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (*folder < 0) return -1;
  int length = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", *folder, slash + 1);
  if (length > 0 && (size_t)length < sizeof address->sun_path) return 0;
  close(*folder);
  errno = ENAMETOOLONG;
  return -1;
}

/* Closes what was opened for a failed call and keeps its errno. */
static int failed(int fd, int folder) {
  int err = errno;
  if (fd >= 0) close(fd);
  if (folder >= 0) close(folder);
  errno = err;
  return -1;
}

int lab_socket_listen(const char *path, mode_t mode) {
  struct sockaddr_un address;
  int folder;
  if (name(path, &address, &folder) < 0) return -1;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return failed(fd, folder);
  unlink(address.sun_path);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(address.sun_path, mode) < 0 ||
      listen(fd, 64) < 0)
    return failed(fd, folder);
  if (folder >= 0) close(folder);
  return fd;
}

int lab_socket_connect(const char *path) {
  struct sockaddr_un address;
  int folder;
  if (name(path, &address, &folder) < 0) return -1;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return failed(fd, folder);
  if (folder >= 0) close(folder);
  return fd;
}
