#pragma once
#include <signal.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/wait.h>

/* What Swift's import of glibc lacks about processes: pidfds, wait macros, siginfo members. */

/* pidfd_open(2); -1 with errno. */
int lab_pidfd_open(pid_t pid);
/* pidfd_send_signal(2); -1 with errno. */
int lab_pidfd_send_signal(int pidfd, int signal);

/* ioctl PIDFD_GET_INFO with the exit flag (Linux 6.15): 1 and *status when the kernel told, 0 when
   the process has not been reaped yet, -1 with errno where the kernel can't. */
int lab_pidfd_exit_status(int pidfd, int *status);

/* SO_PEERCRED and SO_PEERPIDFD (unix(7)); *pidfd is -1 where the kernel has no SO_PEERPIDFD. */
int lab_peer(int socket, pid_t *pid, uid_t *uid, gid_t *gid, int *pidfd);

/* CLOCK_BOOTTIME in nanoseconds, clock_gettime(2). */
uint64_t lab_boottime(void);

static inline int lab_wait_exited(int status) { return WIFEXITED(status); }
static inline int lab_wait_code(int status) { return WEXITSTATUS(status); }
static inline int lab_wait_signalled(int status) { return WIFSIGNALED(status); }
static inline int lab_wait_signal(int status) { return WTERMSIG(status); }
static inline pid_t lab_si_pid(const siginfo_t *info) { return info->si_pid; }
static inline uid_t lab_si_uid(const siginfo_t *info) { return info->si_uid; }
