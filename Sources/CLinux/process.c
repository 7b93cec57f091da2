#define _GNU_SOURCE
#include "process.h"
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

/* Of linux/pidfd.h since 6.15; older headers lack it. */
struct pidfd_info_v1 {
  uint64_t mask;
  uint64_t cgroupid;
  uint32_t pid, tgid, ppid;
  uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  int32_t exit_code;
};
#define LAB_PIDFD_GET_INFO _IOWR(0xFF, 11, struct pidfd_info_v1)
#define LAB_PIDFD_INFO_EXIT (1ULL << 3)

int lab_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int lab_pidfd_send_signal(int pidfd, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

int lab_pidfd_exit_status(int pidfd, int *status) {
  struct pidfd_info_v1 info;
  memset(&info, 0, sizeof info);
  info.mask = LAB_PIDFD_INFO_EXIT;
  if (ioctl(pidfd, LAB_PIDFD_GET_INFO, &info) < 0) return -1;
  if (!(info.mask & LAB_PIDFD_INFO_EXIT)) return 0;
  *status = info.exit_code;
  return 1;
}

int lab_peer(int socket, pid_t *pid, uid_t *uid, gid_t *gid, int *pidfd) {
  struct ucred credentials;
  socklen_t length = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0) return -1;
  *pid = credentials.pid;
  *uid = credentials.uid;
  *gid = credentials.gid;
  length = sizeof *pidfd;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, pidfd, &length) < 0) *pidfd = -1;
  return 0;
}

uint64_t lab_boottime(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
