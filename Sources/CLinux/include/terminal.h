#pragma once
#include <sys/ioctl.h>
#include <sys/types.h>
#include <termios.h>

/* Pseudo-terminals, pty(7), and their window size, ioctl_tty(2). */

/* 0, or an errno. The master is close-on-exec; name receives the pts's path. */
int lab_openpty(int *master, char name[64], const struct winsize *size);
int lab_winsize_get(int fd, struct winsize *size);
int lab_winsize_set(int fd, const struct winsize *size);
/* The foreground process group of the terminal behind fd, or -1. */
pid_t lab_foreground_group(int fd);
