#define _GNU_SOURCE
#include "spawn.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum stage {
  NONE, SESSION, GROUP, DIRECTORY, TERMINAL, DESCRIPTORS, AFFINITY, POLICY, NICE, IOPRIO, OOM, LIMITS, USER, SIGNALS, COMPANION, PARENT, EXEC
};
static const char *const stage_names[] = {
  "", "setsid", "setpgid", "chdir", "terminal", "descriptors", "sched_setaffinity", "sched_setscheduler",
  "setpriority", "ioprio_set", "oom_score_adj", "setrlimit", "setuid", "sigprocmask", "clone", "prctl", "exec"};

struct failure {
  int err;
  enum stage stage;
  const char *path; /* of the program that could not be started */
};

/* What the first one needs to start its companions: one after the other, so one stack for all. */
struct company {
  volatile pid_t *pids;
  char *stack_end;
};

/* What a companion is told. */
struct job {
  const lab_spawn_opts *options;
  volatile struct failure *failure;
};

#define TRY(where, call)                                                                                               \
  do {                                                                                                                 \
    if ((call) < 0) {                                                                                                  \
      failure->err = errno;                                                                                            \
      failure->stage = where;                                                                                          \
      failure->path = o->path;                                                                                         \
      _exit(127);                                                                                                      \
    }                                                                                                                  \
  } while (0)

static int write_number(const char *path, int value) {
  char text[16], digits[12];
  int length = 0, count = 0;
  unsigned magnitude = value < 0 ? -(unsigned)value : (unsigned)value;
  do {
    digits[count++] = '0' + magnitude % 10;
    magnitude /= 10;
  } while (magnitude);
  if (value < 0) text[length++] = '-';
  while (count) text[length++] = digits[--count];
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t written = write(fd, text, length);
  close(fd);
  return written == length ? 0 : -1;
}

static int companion(void *argument);

/* Runs in the vfork child: only system calls, and memory shared with the parent. A companion has no
   company of its own. */
static void child(const lab_spawn_opts *o, volatile struct failure *failure, const struct company *company) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  for (int s = 1; s < 65; s++) {
    action.sa_handler = (o->ignore_signals >> (s - 1) & 1) ? SIG_IGN : SIG_DFL;
    /* glibc keeps 32 and 33 for itself and refuses them; the kernel does not. */
    struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } raw = {(void *)action.sa_handler, 0, 0, 0};
    syscall(SYS_rt_sigaction, s, &raw, NULL, 8);
  }
  if (o->new_session) TRY(SESSION, setsid());
  else if (o->pgid >= 0) TRY(GROUP, setpgid(0, o->pgid));
  if (company) {
    volatile pid_t *pid = company->pids;
    for (const lab_spawn_opts *each = o->companion; each; each = each->companion) {
      struct job job = {each, failure};
      /* Like vfork, but it is our parent's child, which waits for it. */
      TRY(COMPANION, *pid++ = clone(companion, company->stack_end,
                                    CLONE_VM | CLONE_VFORK | CLONE_PARENT | SIGCHLD, &job));
      if (failure->err) _exit(127);
    }
  }
  if (o->dies_with_parent) TRY(PARENT, prctl(PR_SET_PDEATHSIG, SIGKILL));
  if (o->cwd) TRY(DIRECTORY, chdir(o->cwd));
  if (o->umask_value >= 0) umask(o->umask_value);
  if (o->terminal) {
    /* A session leader without a terminal takes the first one it opens. */
    int tty;
    TRY(TERMINAL, tty = open(o->terminal, O_RDWR));
    if (o->new_session) TRY(TERMINAL, ioctl(tty, TIOCSCTTY, 0));
    int high;
    TRY(TERMINAL, high = fcntl(tty, F_DUPFD_CLOEXEC, 3));
    for (int i = 0; i < 3; i++) TRY(TERMINAL, dup2(high, i));
  } else {
    int null = -1, moved[3];
    for (int i = 0; i < 3; i++) { /* first all above 2, then into place */
      int source = o->fds[i];
      if (source < 0) {
        if (null < 0) TRY(DESCRIPTORS, null = open("/dev/null", O_RDWR | O_CLOEXEC));
        source = null;
      }
      TRY(DESCRIPTORS, moved[i] = fcntl(source, F_DUPFD_CLOEXEC, 3));
    }
    for (int i = 0; i < 3; i++) TRY(DESCRIPTORS, dup2(moved[i], i));
  }
  syscall(SYS_close_range, 3, ~0U, 0);
  if (o->affinity) {
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int i = 0; i < 64; i++)
      if (o->affinity >> i & 1) CPU_SET(i, &set);
    TRY(AFFINITY, sched_setaffinity(0, sizeof set, &set));
  }
  if (o->sched_policy >= 0) {
    struct sched_param parameter = {o->sched_priority};
    TRY(POLICY, sched_setscheduler(0, o->sched_policy, &parameter));
  }
  if (o->set_nice) TRY(NICE, setpriority(PRIO_PROCESS, 0, o->nice));
  if (o->ioprio >= 0) TRY(IOPRIO, syscall(SYS_ioprio_set, 1, 0, o->ioprio));
  if (o->oom_score_adj != -10000) TRY(OOM, write_number("/proc/self/oom_score_adj", o->oom_score_adj));
  for (int i = 0; i < o->n_rlimits; i++) {
    struct rlimit limit = {o->rlimits[i].soft, o->rlimits[i].hard};
    TRY(LIMITS, setrlimit(o->rlimits[i].resource, &limit));
  }
  if (o->set_user) { /* by system call: glibc's would tell its other threads, which the parent has */
    TRY(USER, syscall(SYS_setgroups, (size_t)o->n_groups, o->groups));
    TRY(USER, syscall(SYS_setgid, o->gid));
    TRY(USER, syscall(SYS_setuid, o->uid));
  }
  unsigned long mask = o->block_signals;
  TRY(SIGNALS, syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, 8));
  TRY(EXEC, execve(o->path, o->argv, o->envp));
}

static int companion(void *argument) {
  const struct job *job = argument;
  child(job->options, job->failure, NULL);
  return 127;
}

lab_spawn_opts lab_spawn_defaults(void) {
  lab_spawn_opts o;
  memset(&o, 0, sizeof o);
  o.fds[0] = o.fds[1] = o.fds[2] = -1;
  o.pgid = -1;
  o.sched_policy = -1;
  o.ioprio = -1;
  o.oom_score_adj = -10000;
  o.umask_value = -1;
  return o;
}

int lab_spawn_all(
    const lab_spawn_opts *o, pid_t *pids, int *pidfds, const char **stage, const char **path) {
  volatile int count = 0;
  volatile pid_t started[LAB_SPAWN_COMPANIONS + 1]; /* written by the child */
  for (const lab_spawn_opts *each = o; each; each = each->companion) {
    if (count > LAB_SPAWN_COMPANIONS) {
      *stage = "companions";
      *path = each->path;
      return E2BIG;
    }
    started[count++] = -1;
  }
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old); /* no handler of ours may run in the child */
  volatile struct failure failure = {0, NONE, NULL}; /* shared with the child, so no error pipe */
  _Alignas(16) char stack[32768];
  struct company company = {started + 1, stack + sizeof stack};
  volatile pid_t first = vfork();
  if (first == 0) child(o, &failure, &company);
  int err = errno;
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (first < 0) {
    *stage = "vfork";
    *path = o->path;
    return err;
  }
  started[0] = first;
  if (failure.err) {
    for (int i = 0; i < count; i++) {
      if (started[i] <= 0) continue;
      kill(started[i], SIGKILL); /* ours and not reaped: the number is no other's */
      while (waitpid(started[i], NULL, 0) < 0 && errno == EINTR) {}
    }
    *stage = stage_names[failure.stage];
    *path = failure.path;
    return failure.err;
  }
  for (int i = 0; i < count; i++) {
    pids[i] = started[i];
    pidfds[i] = (int)syscall(SYS_pidfd_open, started[i], 0); /* not reaped yet: the number is still ours */
  }
  *stage = "";
  *path = "";
  return 0;
}

int lab_spawn(const lab_spawn_opts *o, pid_t *pid, int *pidfd, const char **stage) {
  const char *path;
  lab_spawn_opts alone = *o;
  alone.companion = NULL;
  return lab_spawn_all(&alone, pid, pidfd, stage, &path);
}
