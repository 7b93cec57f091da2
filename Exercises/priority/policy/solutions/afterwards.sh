# Both changed while they run; the threads one by one.
sha256sum /dev/zero &
chrt --{{policy}} -p 0 $!; for t in /proc/$job/task/*; do chrt --{{policy}} -p 0 ${t##*/}; done
#: wait started 10s
#: wait running 10s
kill %1
