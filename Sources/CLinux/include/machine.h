#pragma once
#include <stdint.h>
#include <sys/types.h>

/* What a namespaced practice machine is made of: namespaces(7), mount(2), capabilities(7). */

/* clone3(2): execve(path) as the first process of new mount, UTS, IPC, network and PID namespaces, in
   the control group behind `cgroup`, with its standard error at `log` and its standard input and
   output at /dev/null, in a session of its own. 0 with *pid and *pidfd, or an errno with *stage naming
   the step that failed. Only for a caller of one thread: it forks. */
int lab_machine_clone(const char *path, char *const *argv, char *const *envp, int cgroup, int log, pid_t *pid,
                      int *pidfd, const char **stage);

/* unshare(2) of the mount namespace, with nothing that is mounted in it seen outside; -1 with errno. */
int lab_own_mounts(void);
/* unshare(2) of the control group namespace: the caller's group becomes the root; -1 with errno. */
int lab_own_cgroups(void);

/* mount(2): a file system; options may be NULL. -1 with errno. */
int lab_mount(const char *type, const char *source, const char *target, unsigned long flags, const char *options);
/* mount(2): a folder or file at another place, with what is mounted below it. */
int lab_mount_bind(const char *source, const char *target);
/* mount(2): what is mounted here can't be written any more. */
int lab_mount_read_only(const char *target);
#define LAB_MOUNT_NOSUID 2
#define LAB_MOUNT_NODEV 4
#define LAB_MOUNT_NOEXEC 8
#define LAB_MOUNT_READ_ONLY 1

/* pivot_root(2) to a mounted folder, letting go of everything that was mounted before. */
int lab_pivot_root(const char *folder);
int lab_set_hostname(const char *name);
/* Capabilities that a machine must not have, since they reach beyond it: the clock, the kernel's
   modules and log, raw I/O. Dropped from the bounding set, so that nobody in it gets them again. */
int lab_drop_machine_capabilities(void);
