/* The same twenty checks as the bench's exercise, as a C program would do them: one look at every
   process, matched by the words of its command line. Prints how many hold.
   usage: validator PPID BENCH */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const runs[] = {"twenty-1", "twenty-2", "twenty-3", "twenty-4", "twenty-5"};

static long slurp(int proc, const char *pid, const char *name, char *to, size_t room) {
  char path[64];
  snprintf(path, sizeof path, "%s/%s", pid, name);
  int file = openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  long count = read(file, to, room - 1);
  close(file);
  if (count >= 0) to[count] = 0;
  return count;
}

static const char *run_of(const char *words, long count) {
  for (const char *word = words; word < words + count; word += strlen(word) + 1)
    if (!strcmp(word, "--run")) {
      word += sizeof "--run";
      return word < words + count ? word : NULL;
    }
  return NULL;
}

int main(int count, char **words) {
  if (count < 3) return 64;
  int parent = atoi(words[1]), passed = 0;
  DIR *entries = opendir("/proc");
  if (!entries) return 1;
  int proc = dirfd(entries);
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    char line[4096], stat[1024], target[512], path[64], want[512];
    long length = slurp(proc, entry->d_name, "cmdline", line, sizeof line);
    const char *run = length > 0 ? run_of(line, length) : NULL;
    if (!run) continue;
    for (int at = 0; at < 5; at++) {
      if (strcmp(run, runs[at])) continue;
      if (slurp(proc, entry->d_name, "stat", stat, sizeof stat) <= 0) continue;
      char *name = strrchr(stat, ')'), state;
      int ppid;
      long nice;
      if (!name || sscanf(name + 1, " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %ld",
                          &state, &ppid, &nice) != 3)
        continue;
      snprintf(path, sizeof path, "%s/cwd", entry->d_name);
      long link = readlinkat(proc, path, target, sizeof target - 1);
      if (link > 0) target[link] = 0;
      snprintf(want, sizeof want, "%s/place-%d", words[2], at + 1);
      passed += state == 'S';
      passed += ppid == parent;
      passed += nice == 5;
      passed += link > 0 && !strcmp(target, want);
    }
  }
  printf("%d of 20\n", passed);
  return 0;
}
