/* The limit that ProcFS is measured against: open, read and close every /proc/PID/stat, parse nothing.
   Prints the nanoseconds of each round, one a line, after one round to warm up.
   usage: stat_loop ROUNDS */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct entry {
  unsigned long inode;
  long offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static char entries[1 << 18], file[4096];

static long scan(int proc) {
  long processes = 0, count;
  lseek(proc, 0, SEEK_SET);
  while ((count = syscall(SYS_getdents64, proc, entries, sizeof entries)) > 0)
    for (long at = 0; at < count;) {
      struct entry *entry = (struct entry *)(entries + at);
      at += entry->length;
      if (entry->name[0] < '1' || entry->name[0] > '9') continue;
      char path[40];
      size_t length = strlen(entry->name);
      memcpy(path, entry->name, length);
      memcpy(path + length, "/stat", 6);
      int stat = openat(proc, path, O_RDONLY | O_CLOEXEC);
      if (stat < 0) continue;
      if (read(stat, file, sizeof file) > 0) processes++;
      close(stat);
    }
  return processes;
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words) {
  int rounds = count > 1 ? atoi(words[1]) : 1;
  int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (proc < 0) return 1;
  scan(proc);
  for (int round = 0; round < rounds; round++) {
    long long start = now();
    long processes = scan(proc);
    printf("%lld %ld\n", now() - start, processes);
  }
  return 0;
}
