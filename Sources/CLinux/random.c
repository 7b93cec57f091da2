#define _GNU_SOURCE
#include "random.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int lab_random_seed(const void *bytes, size_t length) {
  union {
    struct rand_pool_info info;
    char room[sizeof(struct rand_pool_info) + 512];
  } pool;
  if (length > 512) {
    errno = EINVAL;
    return -1;
  }
  memset(&pool, 0, sizeof pool);
  pool.info.entropy_count = (int)length * 8;
  pool.info.buf_size = (int)length;
  memcpy(pool.room + offsetof(struct rand_pool_info, buf), bytes, length);
  int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  int failed = ioctl(fd, RNDADDENTROPY, &pool.info) < 0 || ioctl(fd, RNDRESEEDCRNG) < 0;
  int error = errno;
  close(fd);
  errno = error;
  return failed ? -1 : 0;
}
