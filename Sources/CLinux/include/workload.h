#pragma once
#include <stdint.h>
#include <sys/types.h>

/* What the simulated workloads do and Swift cannot say: handlers that are async-signal-safe, fork,
   vfork, ptrace, threads, and memory that is really touched. Single-threaded callers only, except
   where a function starts threads itself. */

/* What a handler saw: siginfo_t, sigaction(2). */
typedef struct {
  int32_t signo, code, pid;
  uint32_t uid;
  uint64_t mono; /* CLOCK_MONOTONIC in nanoseconds, when the handler ran */
} lab_signal;

/* Sets every handler to the default (the Swift runtime's backtracer installs some), leaves ignored
   signals ignored. Returns the ignored ones, bit n - 1 for signal n. */
uint64_t lab_signals_reset(void);
/* The pipe that handlers write a lab_signal to; returns its read end, or -1 with errno. */
int lab_signals_open(void);
/* sigaction(2): write to the pipe; without SA_RESTART, so that blocking calls notice. */
int lab_signals_catch(int signo);
int lab_signals_default(int signo);
int lab_signals_ignore(int signo);
int lab_signals_block(int signo);
int lab_signals_unblock(int signo);

/* getauxval(AT_EXECFN): the path that was given to execve(2), or "". */
const char *lab_execfn(void);
/* environ(7), as it is now. */
char *const *lab_environment(void);
/* prctl(PR_SET_NAME): the calling thread's comm, cut to 15 bytes. */
int lab_set_comm(const char *name);
/* prctl(PR_SET_PTRACER), where Yama restricts ptrace; harmless elsewhere. */
void lab_allow_tracer(pid_t tracer);

uint64_t lab_monotonic(void);
/* CPU time of all threads of this process, clock_gettime(2), in nanoseconds. */
uint64_t lab_cpu_time(void);
/* The name of an errno, such as EMFILE, or "?". */
const char *lab_errno_name(int code);
/* fork(2), which Swift hides; for workloads of one thread that are about forking. */
pid_t lab_fork(void);

/* vfork(2): blocks in state D until the child ends, which waits for a byte on fd (or -1), for
   `seconds`, or for this process to be gone. 0: released through fd, 1: time is up, -1 with errno. */
int lab_stuck(int fd, uint32_t seconds, const char *child_comm);

/* ptrace(PTRACE_SEIZE, PTRACE_INTERRUPT): holds `target` in a tracing stop for `seconds` or until
   it is gone, then detaches. 0, or -1 with errno. */
int lab_trace(pid_t target, uint32_t seconds);

/* Computes for so many nanoseconds of wall time; returns how many rounds it made. */
uint64_t lab_burn(uint64_t nanoseconds);
/* `count` threads that sleep for ever, all signals blocked. 0 or an errno. */
int lab_threads_sleep(int count);
/* `count` threads that compute `percent` of the time between two moments of lab_monotonic. */
int lab_threads_burn(int count, int percent, uint64_t from, uint64_t until);
/* Rounds made by lab_threads_burn's threads so far. */
uint64_t lab_threads_rounds(void);

/* mmap(2), private and anonymous, without huge pages; NULL with errno. */
void *lab_map(size_t bytes);
/* Writes to every page, so that it is resident and not the zero page. */
void lab_touch(void *memory, size_t bytes, uint8_t seed);

/* pipe2(2) and dup3(2) with O_CLOEXEC: 0 or -1; the new descriptor or -1. */
int lab_pipe(int ends[2]);
int lab_move(int fd, int wanted);
/* A connected, non-blocking, close-on-exec unix(7) socket, or -1 with errno. */
int lab_unix_connect(const char *path);
/* send(2) with MSG_NOSIGNAL: the whole line or nothing. 0; 1: full, dropped; -1: connection lost. */
int lab_send_line(int fd, const void *line, size_t length);
/* open(2) with O_DIRECT if asked; -1 with errno. */
int lab_open_for_writing(const char *path, int direct);
/* An aligned buffer for O_DIRECT, never freed. */
void *lab_aligned(size_t bytes);
/* posix_fadvise(POSIX_FADV_DONTNEED): the next read comes from the device. */
void lab_forget_cached(int fd);

/* Blanks everything behind argv[0] in what /proc/PID/cmdline shows: for workloads whose options are
   the answer that the learner is asked for. */
void lab_hide_arguments(void);
