# The kernel stops it as soon as it reads; in the foreground it may read.
lab-ask --run {{run}} &
#: until '[ -n "$mine" ] && grep -q "State:.T" /proc/$mine/status' 10s
jobs -l
fg
#: keys 42^M
#: wait line 10s
lab answer "$(sed -n 's/.*"ev":"code".*"code":"\{0,1\}\([^",}]*\).*/\1/p' events.jsonl | tail -n 1)"
