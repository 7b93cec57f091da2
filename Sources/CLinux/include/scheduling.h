#pragma once
#include <stdint.h>
#include <sys/types.h>

/* How the kernel schedules a task; glibc shows these to GNU sources only, or not at all. */

/* sched_getscheduler(2): the policy, or -1 with errno. */
int lab_sched_policy(pid_t pid);
/* sched_getparam(2): the real-time priority, or -1 with errno. */
int lab_sched_priority(pid_t pid);
/* sched_getaffinity(2): a bit a CPU into words of 64; how many words the kernel filled, or -1 with
   errno (EINVAL: the kernel knows more CPUs than fit). */
int lab_sched_affinity(pid_t pid, uint64_t *words, int count);
/* ioprio_get(2) of one task: class << 13 | level, or -1 with errno. */
int lab_ioprio(pid_t pid);
/* setpriority(2) of one task, as renice(1) does with a PID: 0, or -1 with errno. */
int lab_set_nice(pid_t pid, int nice);
/* getpriority(2): 0 with *nice, or -1 with errno. */
int lab_nice(pid_t pid, int *nice);
