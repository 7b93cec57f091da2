/* Forks children that only pause, says "ready COUNT", and pauses too. Its children end with it.
   usage: sleepers COUNT */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
  int wanted = count > 1 ? atoi(words[1]) : 0, made = 0;
  pid_t parent = getpid();
  for (; made < wanted; made++) {
    pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(0);
      for (;;) pause();
    }
  }
  printf("ready %d\n", made);
  fflush(stdout);
  for (;;) pause();
}
