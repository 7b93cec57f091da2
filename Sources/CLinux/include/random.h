#pragma once
#include <stddef.h>

/* random(4), RNDADDENTROPY and RNDRESEEDCRNG: mixes bytes into the kernel's random numbers, counts them
   as unknown to everybody, and draws from them from now on. Needs CAP_SYS_ADMIN. 512 bytes at most; 0, or
   -1 with errno. */
int lab_random_seed(const void *bytes, size_t length);
