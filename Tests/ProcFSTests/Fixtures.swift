/// Files as kernels wrote them.
enum Fixtures {
  static let stat = """
    25039 (cat) R 25029 25028 4488 34816 25028 4194304 100 7 3 9 150 25 11 12 20 -5 4 0 383364 \
    3133440 413 18446744073709551615 94493010219008 94493010238889 140725163951520 0 0 0 0 0 0 0 0 \
    0 17 1 0 0 0 0 0 94493010254896 94493010256512 94494023761920 140725163956738 140725163956758 \
    140725163956758 140725163958251 0

    """

  static let status = """
    Name:\tcat
    Umask:\t0022
    State:\tR (running)
    Tgid:\t25040
    Ngid:\t0
    Pid:\t25041
    PPid:\t25029
    TracerPid:\t77
    Uid:\t1000\t1001\t1002\t1003
    Gid:\t100\t101\t102\t103
    FDSize:\t256
    Groups:\t4 24 27
    NStgid:\t25040\t12
    NSpid:\t25041\t13
    VmPeak:\t    3060 kB
    VmSize:\t    3050 kB
    VmHWM:\t    1708 kB
    VmRSS:\t    1700 kB
    VmSwap:\t       8 kB
    Threads:\t3
    SigQ:\t0/96365
    SigPnd:\t0000000000000100
    ShdPnd:\t0000000000004000
    SigBlk:\t0000000000010000
    SigIgn:\t0000000000384004
    SigCgt:\t0000000180000002
    CapInh:\t0000000000000000
    CapEff:\t000001fffeffffff
    Cpus_allowed:\t2f
    Cpus_allowed_list:\t0-3,5
    voluntary_ctxt_switches:\t12
    nonvoluntary_ctxt_switches:\t34

    """

  static let limits = """
    Limit                     Soft Limit           Hard Limit           Units     
    Max cpu time              unlimited            unlimited            seconds   
    Max stack size            8388608              unlimited            bytes     
    Max open files            1024                 1048576              files     
    Max nice priority         0                    0                    
    Max realtime timeout      unlimited            unlimited            us        

    """

  static let cgroup = """
    9:name=systemd:/
    4:memory:/a:b
    3:cpu,cpuacct:/x
    0::/user.slice/user-1000.slice

    """

  static let autogroup = "/autogroup-101 nice -5\n"

  static let fdinfo = "pos:\t4096\nflags:\t0102001\nmnt_id:\t24\nino:\t3\n"

  static let io = """
    rchar: 6976
    wchar: 12
    syscr: 10
    syscw: 2
    read_bytes: 4096
    write_bytes: 8192
    cancelled_write_bytes: 1

    """

  static let smapsRollup = """
    55a86ec93000-7ffca0eee000 ---p 00000000 00:00 0                          [rollup]
    Rss:                1780 kB
    Pss:                 225 kB
    Pss_Dirty:           116 kB
    Shared_Clean:       1620 kB
    Private_Clean:        44 kB
    Private_Dirty:       116 kB
    Swap:                  3 kB
    SwapPss:               0 kB

    """

  static let children = "41 42 4194304 "
  static let loadavg = "2.08 0.70 12.29 6/158 25046\n"
  static let uptime = "3833.67 7193.08\n"

  static let meminfo = """
    MemTotal:       24684092 kB
    MemFree:        23129660 kB
    MemAvailable:   23996320 kB
    Buffers:            9932 kB
    Cached:          1027876 kB
    SwapCached:            0 kB
    SwapTotal:       1048572 kB
    SwapFree:        1048000 kB
    HugePages_Total:       0

    """

  static let systemStat = """
    cpu  33125 115 11284 719308 1049 0 104 49 0 0
    cpu0 14664 31 5371 362208 66 0 26 23 0 0
    cpu1 18460 83 5913 357100 982 0 77 25 0 0
    intr 495721 0 0 0
    ctxt 1044836
    btime 1763740000
    processes 25046
    procs_running 6
    procs_blocked 1

    """

  static let mounts = """
    proc /proc proc rw,nosuid,hidepid=2 0 0
    cgroup2 /sys/fs/cgroup cgroup2 rw,nsdelegate 0 0
    /dev/vda1 /mnt/two\\040words\\134 ext4 rw 0 0

    """

  static let bootID = "01234567-89ab-cdef-0123-456789abcdef\n"
}
