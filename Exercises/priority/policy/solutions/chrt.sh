# Started under the policy; the other one changed with all its threads.
chrt --{{policy}} 0 sha256sum /dev/zero &
chrt -a --{{policy}} -p 0 $job
#: wait started 10s
#: wait running 10s
chrt -a -p $job; kill %1
