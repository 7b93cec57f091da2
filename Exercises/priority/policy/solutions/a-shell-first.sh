# A shell goes under the policy and becomes the program: exec keeps it.
(chrt --{{policy}} -p 0 $BASHPID; exec sha256sum /dev/zero) &
chrt --{{policy}} -a -p 0 $job
#: wait started 10s
#: wait running 10s
kill %1
