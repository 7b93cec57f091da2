#pragma once
#include <stddef.h>

/* getdents64(2): bytes of struct linux_dirent64, 0 at the end, -1 with errno. */
long lab_getdents(int directory, void *buffer, size_t size);
