extension VerbCollisionTests {
  /// Commands of packages with priority required, important or standard, and of those that most
  /// servers have besides.
  static let standardDebian = """
    7z [ accessdb add-shell addgroup addpart adduser agetty apropos apt apt-cache apt-cdrom
    apt-config apt-get apt-key apt-mark aptitude ar arch arp arpd as aspell at at.d atq atrm awk
    b2sum badblocks base32 base64 basename basenc bash bashbug batch bc blkdiscard blkid blkzone
    blockdev bridge bunzip2 busctl bzcat bzcmp bzdiff bzegrep bzexe bzfgrep bzgrep bzip2
    bzip2recover bzless bzmore cal capsh captoinfo cat catman cc chage changelog.Debian.gz
    changelog.gz chattr chcon chcpu chfn chgpasswd chgrp chmem chmod choom chown chpasswd chroot
    chrt chsh cksum clear clear_console cmp col colcrt colrm column comm continue copyright
    coredumpctl corelist cp cpan cpgr cppw cron crontab csplit ctrlaltdel ctstat curl cut dash
    date dc dcb dd deb-systemd-helper deb-systemd-invoke debconf debconf-apt-progress
    debconf-communicate debconf-copydb debconf-escape debconf-set-selections debconf-show debugfs
    delgroup delpart deluser depmod devlink df dh_bash-completion dialog diff diff3 dig dir
    dircolors dirname disown dmesg dmidecode dnsdomainname doc-base domainname dpkg dpkg-deb
    dpkg-divert dpkg-fsys-usrunmess dpkg-maintscript-helper dpkg-preconfigure dpkg-query
    dpkg-realpath dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger du dumpe2fs
    e2freefrag e2fsck e2image e2label e2mmpstatus e2scrub e2scrub_all e2undo e4crypt e4defrag
    echo egrep eject enc2xs encguess env envsubst eqn ex exim4 expand expiry expr factor faillock
    faillog fallocate false fgrep file filefrag fincore find findfs findmnt flock fmt fold free
    fsck fsck.cramfs fsck.ext2 fsck.ext3 fsck.ext4 fsck.minix fsfreeze fstab-decode fstrim ftp
    fuser g++ gawk gcc gdb genl geqn getcap getconf getent getopt getpcaps gettext gettext.sh
    getty git gpasswd gpgv gpic grep groff grog grops grotty groupadd groupdel groupmems groupmod
    groups grpck grpconv grpunconv gtbl gunzip gzexe gzip h2ph h2xs halt hardlink hd head
    helpztags hexdump host hostid hostname hostnamectl htop hwclock i386 iconv iconvconfig id
    ifconfig ifstat info infocmp infotocap init insmod install install-info installkernel
    instmodsh invoke-rc.d ionice ip ip6tables ipcmk ipcrm ipcs ipmaddr iptables iptunnel ischroot
    isosize ispell join journalctl json_pp kernel-install kill killall killall5 last lastb
    lastlog lcf ld ld.so ldattach ldconfig ldd less lessecho lessfile lesskey lesspipe lexgrog
    libnetcfg link linux32 linux64 ln lnstat locale locale-gen localectl localedef locate logger
    login loginctl logname logrotate look losetup lp lpq lpr lprm ls lsattr lsblk lscpu lsfd
    lsipc lsirq lslocks lslogins lsmem lsmod lsns lsof lspci lsusb ltrace lzmainfo mail mailq
    make man man-recode mandb manpath mawk mcookie md5sum md5sum.textutils mesg mii-tool mkdir
    mke2fs mkfifo mkfs mkfs.bfs mkfs.cramfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.minix
    mkhomedir_helper mklost+found mknod mkswap mktemp modinfo modprobe more mount mountpoint mtr
    mv namei nameif nano nc ncal ncat neqn netstat networkctl newaliases newgrp newusers nft
    ngettext nice nisdomainname nl nm nohup nologin nproc nroff nsenter nslookup nstat numfmt
    objdump od pam-auth-update pam_getenv pam_namespace_helper pam_timestamp_check partx passwd
    paste pathchk peekfd perl perl5.36.0 perlbug perldoc perlivp perlthanks pgrep pic piconv
    pidof pidwait ping pinky pivot_root pkill pl2pm pldd plipconfig pmap pod2html pod2man
    pod2text pod2usage podchecker poweroff pr preconv printenv printf prlimit prove prtstat ps
    pslog pstree pstree.x11 ptar ptardiff ptargrep ptx pwck pwconv pwd pwdx pwhistory_helper
    pwunconv pydoc3 python3 querybts rarp rbash rdma read readelf readlink readprofile realpath
    reboot remove-shell rename.ul renice reportbug reset resize2fs resizepart resolvectl rev
    rgrep rm rmdir rmmod rmt-tar route routel rsync rsyslogd rtacct rtcwake rtmon rtstat
    run-parts runcon runlevel runuser rview rvim savelog scp screen script scriptlive
    scriptreplay sdiff sed select-editor sendmail sensible-browser sensible-editor sensible-pager
    seq service setarch setcap setpriv setsid setterm sftp sg sh sha1sum sha224sum sha256sum
    sha384sum sha512sum shadowconfig shasum shred shuf shutdown skill slabtop slattach sleep
    slogin snice soelim sort splain split ss ssh ssh-add ssh-agent ssh-argv0 ssh-copy-id
    ssh-keygen ssh-keyscan start-stop-daemon stat stdbuf strace streamzip strip stty su sudo
    sudoedit sulogin sum swaplabel swapoff swapon switch_root sync sysctl systemctl systemd
    systemd-analyze systemd-ask-password systemd-cat systemd-cgls systemd-cgtop systemd-creds
    systemd-cryptenroll systemd-delta systemd-detect-virt systemd-escape systemd-firstboot
    systemd-id128 systemd-inhibit systemd-machine-id-setup systemd-mount systemd-notify
    systemd-path systemd-repart systemd-run systemd-socket-activate systemd-stdio-bridge
    systemd-sysext systemd-sysusers systemd-tmpfiles systemd-tty-ask-password-agent
    systemd-umount tabs tac tail tar tarcat taskset tbl tc tcpdump tee telinit telnet tempfile
    test tic time timedatectl timeout tipc tload tmux toe top touch tput tr traceroute trap troff
    true truncate tset tsort tty tune2fs type tzselect ucf ucfq ucfr uclampset udevadm ufw ul
    ulimit umount uname uncompress unexpand uniq unix_chkpwd unix_update unlink unshare unxz
    unzip update-alternatives update-ca-certificates update-locale update-passwd update-rc.d
    update-shells updatedb uptime useradd userdel usermod users utmpdump validlocale vdir vdpa vi
    view vigr vim vim.tiny vimdiff vimtutor vipw visudo vmstat w wall wamerican watch wc wdctl
    wget whatis whereis which.debianutils whiptail who whoami whois wipefs write x86_64 xargs
    xsubpp xxd xz xzcat xzcmp xzdiff xzegrep xzfgrep xzgrep xzless xzmore yes ypdomainname zcat
    zcmp zdiff zdump zegrep zfgrep zforce zgrep zic zip zipdetails zless zmore znew zramctl
    """
}
