/// Mount tables and files of control groups as kernels wrote them.
enum CgroupFixtures {
  /// A booted Debian 12.
  static let unified = """
    22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
    24 22 0:22 / /proc rw,nosuid shared:12 - proc proc rw
    30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate

    """

  /// Version 1 with the controllers, version 2 with none.
  static let hybrid = """
    31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
    35 31 0:32 / /sys/fs/cgroup/memory ro,relatime - cgroup cgroup rw,memory
    40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
    41 31 0:38 / /sys/fs/cgroup/uni\\040fied rw,relatime shared:3 master:1 - cgroup2 cgroup2 rw

    """

  static let legacy = """
    32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
    40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd

    """

  /// Only the named hierarchy of version 1, beside a version 2 that has everything.
  static let named = """
    40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
    30 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw

    """

  /// A container that is shown its own part.
  static let part = """
    30 23 0:26 /box/one /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw

    """

  static let cpuStat = """
    usage_usec 1702034
    user_usec 1600000
    system_usec 102034
    nr_periods 44
    nr_throttled 40
    throttled_usec 2034000

    """

  static let memoryEvents = "low 0\nhigh 12\nmax 3\noom 1\noom_kill 1\noom_group_kill 0\n"

  static let pressure = """
    some avg10=1.53 avg60=0.87 avg300=0.00 total=21533
    full avg10=0.00 avg60=0.00 avg300=0.00 total=1200

    """
}
