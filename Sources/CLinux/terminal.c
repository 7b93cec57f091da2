#define _GNU_SOURCE
#include "terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int lab_openpty(int *master, char name[64], const struct winsize *size) {
  int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return errno;
  if (grantpt(fd) || unlockpt(fd) || ptsname_r(fd, name, 64)) {
    int err = errno;
    close(fd);
    return err;
  }
  if (size) ioctl(fd, TIOCSWINSZ, size);
  *master = fd;
  return 0;
}

int lab_winsize_get(int fd, struct winsize *size) { return ioctl(fd, TIOCGWINSZ, size); }
int lab_winsize_set(int fd, const struct winsize *size) { return ioctl(fd, TIOCSWINSZ, size); }

pid_t lab_foreground_group(int fd) {
  int group = -1;
  return ioctl(fd, TIOCGPGRP, &group) < 0 ? -1 : group;
}
