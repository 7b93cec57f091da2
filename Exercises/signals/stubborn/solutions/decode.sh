# The only bit of SigCgt is the signal that it waits for.
grep Sig /proc/$job/status
m=$((0x$(awk '/^SigCgt/{print $2}' /proc/$job/status))); n=1; while (( m > 1 )); do (( m >>= 1, n++ )); done; kill -l $n
kill -$n $job
#: wait cleaned 10s
