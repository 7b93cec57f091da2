#define _GNU_SOURCE
#include "machine.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* struct clone_args up to Linux 5.7; headers may be older or newer. */
struct clone_arguments {
  uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

struct failure {
  int err;
  const char *stage;
};

static void child(const char *path, char *const *argv, char *const *envp, int log, volatile struct failure *failure) {
  const char *stage = "sigaction";
  for (int s = 1; s < 65; s++) {
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } raw = {0, 0, 0, 0};
    syscall(SYS_rt_sigaction, s, &raw, NULL, 8);
  }
  unsigned long none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
  umask(022);
  /* A machine whose keeper is gone is nobody's. */
  stage = "prctl";
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) goto failed;
  stage = "setsid";
  if (setsid() < 0) goto failed;
  stage = "descriptors";
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(log, 2) < 0) goto failed;
  syscall(SYS_close_range, 3, ~0U, 0);
  stage = "exec";
  execve(path, argv, envp);
failed:
  failure->err = errno;
  failure->stage = stage;
  _exit(127);
}

int lab_machine_clone(const char *path, char *const *argv, char *const *envp, int cgroup, int log, pid_t *pid,
                      int *pidfd, const char **stage) {
  /* Shared with the child, which is a copy: so no error pipe. */
  volatile struct failure *failure = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (failure == MAP_FAILED) {
    *stage = "mmap";
    return errno;
  }
  int descriptor = -1;
  struct clone_arguments arguments;
  memset(&arguments, 0, sizeof arguments);
  /* CLONE_VFORK: it comes back when the child has begun its program, or has failed to. */
  arguments.flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID | CLONE_PIDFD |
                    CLONE_VFORK | CLONE_INTO_CGROUP;
  arguments.pidfd = (uint64_t)(uintptr_t)&descriptor;
  arguments.exit_signal = SIGCHLD;
  arguments.cgroup = (uint64_t)cgroup;
  long started = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (started == 0) child(path, argv, envp, log, failure);
  int err = errno;
  if (started < 0) {
    *stage = "clone3";
  } else if (failure->err) {
    err = failure->err;
    *stage = failure->stage;
    while (waitpid((pid_t)started, NULL, 0) < 0 && errno == EINTR) {}
    close(descriptor);
  } else {
    err = 0;
    *stage = "";
    *pid = (pid_t)started;
    *pidfd = descriptor;
  }
  munmap((void *)failure, 4096);
  return err;
}

int lab_own_mounts(void) {
  if (unshare(CLONE_NEWNS) < 0) return -1;
  return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

int lab_own_cgroups(void) { return unshare(CLONE_NEWCGROUP); }

int lab_mount(const char *type, const char *source, const char *target, unsigned long flags, const char *options) {
  return mount(source, target, type, flags, options);
}

int lab_mount_bind(const char *source, const char *target) { return mount(source, target, NULL, MS_BIND | MS_REC, NULL); }

int lab_mount_read_only(const char *target) {
  return mount(NULL, target, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL);
}

int lab_pivot_root(const char *folder) {
  if (chdir(folder) < 0) return -1;
  /* The old root on top of the new one, and away with it: no folder is needed for it. */
  if (syscall(SYS_pivot_root, ".", ".") < 0) return -1;
  if (umount2(".", MNT_DETACH) < 0) return -1;
  return chdir("/");
}

int lab_set_hostname(const char *name) { return sethostname(name, strlen(name)); }

int lab_drop_machine_capabilities(void) {
  static const int reaching_out[] = {CAP_SYS_TIME, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYSLOG, CAP_WAKE_ALARM,
                                     CAP_MAC_ADMIN, CAP_MAC_OVERRIDE};
  for (unsigned i = 0; i < sizeof reaching_out / sizeof *reaching_out; i++)
    if (prctl(PR_CAPBSET_DROP, reaching_out[i], 0, 0, 0) < 0 && errno != EINVAL) return -1;
  return 0;
}
