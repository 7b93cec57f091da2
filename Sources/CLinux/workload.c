#define _GNU_SOURCE
#include "workload.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif

/* Signals */

static int signal_pipe[2] = {-1, -1};

static void report(int signo, siginfo_t *info, void *context) {
  (void)context;
  int err = errno;
  lab_signal seen = {signo, info->si_code, 0, 0, lab_monotonic()};
  if (info->si_code != SI_KERNEL) { /* the kernel's own carry no sender */
    seen.pid = info->si_pid;
    seen.uid = info->si_uid;
  }
  if (write(signal_pipe[1], &seen, sizeof seen) < 0) { /* full: as good as merged */ }
  errno = err;
}

uint64_t lab_signals_reset(void) {
  uint64_t ignored = 0;
  for (int s = 1; s < 65; s++) {
    struct sigaction action;
    if (sigaction(s, NULL, &action) < 0) continue; /* glibc's own 32 and 33 */
    if (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN) {
      ignored |= 1ULL << (s - 1);
      continue;
    }
    if (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_DFL) continue;
    lab_signals_default(s);
  }
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  return ignored;
}

int lab_signals_open(void) {
  if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0) return -1;
  return signal_pipe[0];
}

int lab_signals_catch(int signo) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = report;
  action.sa_flags = SA_SIGINFO;
  sigfillset(&action.sa_mask); /* one after the other, in the order in which the kernel gives them */
  return sigaction(signo, &action, NULL);
}

static int dispose(int signo, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  return sigaction(signo, &action, NULL);
}

int lab_signals_default(int signo) { return dispose(signo, SIG_DFL); }
int lab_signals_ignore(int signo) { return dispose(signo, SIG_IGN); }

static int mask(int how, int signo) {
  sigset_t set;
  sigemptyset(&set);
  if (sigaddset(&set, signo) < 0) return -1;
  return sigprocmask(how, &set, NULL);
}

int lab_signals_block(int signo) { return mask(SIG_BLOCK, signo); }
int lab_signals_unblock(int signo) { return mask(SIG_UNBLOCK, signo); }

/* Who we are */

const char *lab_execfn(void) {
  const char *path = (const char *)getauxval(AT_EXECFN);
  return path ? path : "";
}

char *const *lab_environment(void) { return environ; }

int lab_set_comm(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

void lab_allow_tracer(pid_t tracer) { prctl(PR_SET_PTRACER, (unsigned long)tracer, 0, 0, 0); }

uint64_t lab_monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t lab_cpu_time(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

const char *lab_errno_name(int code) {
  const char *name = strerrorname_np(code);
  return name ? name : "?";
}

/* Children */

pid_t lab_fork(void) { return fork(); }

/* Runs in the vfork child: only system calls, on the parent's memory. */
static void hold(int fd, uint64_t deadline, pid_t parent, const char *comm) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL); /* so that nothing but SIGKILL releases the parent early */
  lab_set_comm(comm);
  for (;;) {
    struct pollfd wanted = {fd, POLLIN, 0};
    if (poll(&wanted, fd < 0 ? 0 : 1, 100) > 0) {
      char byte;
      if (read(fd, &byte, 1) == 1) _exit(0);
    }
    if (getppid() != parent) _exit(1);
    if (lab_monotonic() >= deadline) _exit(1);
  }
}

int lab_stuck(int fd, uint32_t seconds, const char *child_comm) {
  pid_t parent = getpid();
  uint64_t deadline = lab_monotonic() + (uint64_t)seconds * 1000000000u;
  volatile pid_t child = vfork();
  if (child == 0) hold(fd, deadline, parent, child_comm);
  if (child < 0) return -1;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int lab_trace(pid_t target, uint32_t seconds) {
  uint64_t deadline = lab_monotonic() + (uint64_t)seconds * 1000000000u;
  if (ptrace(PTRACE_SEIZE, target, NULL, NULL) < 0) return -1;
  if (ptrace(PTRACE_INTERRUPT, target, NULL, NULL) < 0) return -1;
  for (;;) {
    int status;
    pid_t seen = waitpid(target, &status, __WALL | WNOHANG);
    if (seen < 0 && errno != EINTR) return 0;
    if (seen == target && !WIFSTOPPED(status)) return 0;
    if (lab_monotonic() >= deadline) break;
    poll(NULL, 0, 50);
  }
  ptrace(PTRACE_DETACH, target, NULL, NULL);
  return 0;
}

/* Computing, threads */

uint64_t lab_burn(uint64_t nanoseconds) {
  uint64_t end = lab_monotonic() + nanoseconds, rounds = 0;
  volatile uint64_t state = end | 1;
  while (lab_monotonic() < end) {
    for (int i = 0; i < 2000; i++) state = state * 6364136223846793005u + 1442695040888963407u;
    rounds++;
  }
  return rounds;
}

static int start_threads(int count, void *(*body)(void *)) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &old); /* signals are the main thread's */
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 128 * 1024);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int err = 0;
  for (int i = 0; i < count && !err; i++) {
    pthread_t thread;
    err = pthread_create(&thread, &attributes, body, NULL);
  }
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return err;
}

static void *sleep_for_ever(void *unused) {
  for (;;) poll(NULL, 0, -1);
  return unused;
}

int lab_threads_sleep(int count) { return start_threads(count, sleep_for_ever); }

static struct {
  int percent;
  uint64_t from, until;
  _Atomic uint64_t rounds;
} burning;

static void *burn_at_times(void *unused) {
  for (;;) {
    uint64_t now = lab_monotonic();
    if (now < burning.from || now >= burning.until) {
      poll(NULL, 0, 50);
      continue;
    }
    atomic_fetch_add(&burning.rounds, lab_burn((uint64_t)burning.percent * 1000000u));
    if (burning.percent < 100) poll(NULL, 0, 100 - burning.percent);
  }
  return unused;
}

int lab_threads_burn(int count, int percent, uint64_t from, uint64_t until) {
  burning.percent = percent;
  burning.from = from;
  burning.until = until;
  return start_threads(count, burn_at_times);
}

uint64_t lab_threads_rounds(void) { return atomic_load(&burning.rounds); }

/* Memory */

void *lab_map(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  madvise(memory, bytes, MADV_NOHUGEPAGE); /* page by page, so that counts come out even */
  return memory;
}

void lab_touch(void *memory, size_t bytes, uint8_t seed) {
  volatile uint8_t *page = memory;
  for (size_t at = 0; at < bytes; at += 4096) page[at] = (uint8_t)(seed + (at >> 12)) | 1;
}

/* Sockets, files */

int lab_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
int lab_move(int fd, int wanted) { return dup3(fd, wanted, O_CLOEXEC); }

int lab_unix_connect(const char *path) {
  struct sockaddr_un address;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
    int err = errno;
    close(fd);
    errno = err;
    return -1;
  }
  return fd;
}

int lab_send_line(int fd, const void *line, size_t length) {
  size_t sent = 0;
  for (int tries = 0; sent < length; tries++) {
    ssize_t count = send(fd, (const char *)line + sent, length - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      sent += (size_t)count;
      continue;
    }
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno != EAGAIN) return -1;
    if (sent == 0) return 1;
    if (tries > 10) return -1; /* half a line is worse than none */
    struct pollfd wanted = {fd, POLLOUT, 0};
    poll(&wanted, 1, 20);
  }
  return 0;
}

int lab_open_for_writing(const char *path, int direct) {
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | (direct ? O_DIRECT : 0), 0644);
}

void *lab_aligned(size_t bytes) {
  void *memory = NULL;
  return posix_memalign(&memory, 4096, bytes) ? NULL : memory;
}

void lab_forget_cached(int fd) { posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); }

/* Arguments: what ps shows */

static int kept_count;
static char **kept_arguments;

__attribute__((constructor)) static void keep_arguments(int count, char **arguments) {
  kept_count = count;
  kept_arguments = arguments;
}

void lab_hide_arguments(void) {
  for (int i = 1; i < kept_count; i++) memset(kept_arguments[i], 0, strlen(kept_arguments[i]));
  kept_count = 1;
}
