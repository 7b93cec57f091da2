#pragma once
#include <stdint.h>
#include <sys/types.h>

/* Starts a process exactly as asked: vfork(2), the steps below in this order, execve(2).
   A shim in C because vfork's child may only make system calls, and because posix_spawn(3) has no
   nice, limits, affinity, I/O priority and mask, and leaves SigIgn=0x180000000 behind. */

typedef struct {
  int resource; /* RLIMIT_*, setrlimit(2) */
  uint64_t soft, hard;
} lab_rlimit;

typedef struct lab_spawn_opts {
  const char *path;
  char *const *argv;
  char *const *envp;
  const char *cwd;      /* NULL: stay */
  int fds[3];           /* for 0, 1, 2; -1: /dev/null */
  const char *terminal; /* NULL, or a pts: opened for 0, 1, 2; with new_session it becomes the controlling terminal */
  int new_session;      /* setsid(2) */
  int dies_with_parent; /* SIGKILL when the thread that starts it ends, prctl(2) */
  int pgid;             /* -1 leave, 0 own group, > 0 join */
  int set_nice, nice;
  int sched_policy, sched_priority; /* policy -1: leave */
  int ioprio;                       /* -1 leave; class << 13 | level */
  uint64_t affinity;                /* 0 leave; a bit a CPU, 0..63 */
  int oom_score_adj;                /* -10000 leave */
  uint64_t ignore_signals;          /* bit n - 1 is signal n; all others get SIG_DFL */
  uint64_t block_signals;
  int umask_value; /* -1 leave */
  int set_user;    /* 0 leave; else the three below, at the end: setgroups(2), setgid(2), setuid(2) */
  uid_t uid;
  gid_t gid;
  const gid_t *groups;
  int n_groups;
  const lab_rlimit *rlimits;
  int n_rlimits;
  /* NULL, or what is to start before it, inside the same session: a process can only be born into
     a session. It is the caller's child like the first one. */
  const struct lab_spawn_opts *companion;
} lab_spawn_opts;

/* All "leave" values. */
lab_spawn_opts lab_spawn_defaults(void);

/* How many companions of companions there may be. */
enum { LAB_SPAWN_COMPANIONS = 7 };

/* Starts the process and its companions: pids[0] and pidfds[0] are the process's own, its
   companion's follow. 0, or an errno with *stage and *path naming the step that failed; then none
   of them is left. */
int lab_spawn_all(
    const lab_spawn_opts *options, pid_t *pids, int *pidfds, const char **stage, const char **path);

/* One process, without companions: 0, or an errno with *stage naming the step that failed ("setsid", "chdir", "exec", …).
   *pidfd is a pidfd_open(2) descriptor, close-on-exec. */
int lab_spawn(const lab_spawn_opts *options, pid_t *pid, int *pidfd, const char **stage);
