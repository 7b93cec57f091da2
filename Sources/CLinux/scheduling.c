#define _GNU_SOURCE
#include "scheduling.h"
#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int lab_sched_policy(pid_t pid) { return sched_getscheduler(pid); }

int lab_sched_priority(pid_t pid) {
  struct sched_param parameter;
  return sched_getparam(pid, &parameter) < 0 ? -1 : parameter.sched_priority;
}

int lab_sched_affinity(pid_t pid, uint64_t *words, int count) {
  /* The raw call says how many bytes it filled; glibc's hides that. */
  long bytes = syscall(SYS_sched_getaffinity, pid, (size_t)count * 8, words);
  return bytes < 0 ? -1 : (int)((bytes + 7) / 8);
}

int lab_ioprio(pid_t pid) { return (int)syscall(SYS_ioprio_get, 1, pid); }

int lab_set_nice(pid_t pid, int nice) { return setpriority(PRIO_PROCESS, (id_t)pid, nice); }

int lab_nice(pid_t pid, int *nice) {
  errno = 0;
  *nice = getpriority(PRIO_PROCESS, (id_t)pid);
  return errno ? -1 : 0;
}
