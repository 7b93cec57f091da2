#!/bin/bash
# The same twenty checks as the bench's exercise, in the usual style: ps, grep and awk for each of them.
# usage: validator.sh PPID BENCH
passed=0
for n in 1 2 3 4 5; do
  pid=$(ps -eo pid,args | grep -- "--run twenty-$n\$" | grep -v grep | awk '{print $1}')
  state=$(ps -eo pid,stat | awk -v pid="$pid" '$1 == pid {print substr($2, 1, 1)}')
  [ "$state" = S ] && passed=$((passed + 1))
  parent=$(ps -eo pid,ppid | awk -v pid="$pid" '$1 == pid {print $2}')
  [ "$parent" = "$1" ] && passed=$((passed + 1))
  nice=$(ps -eo pid,ni | awk -v pid="$pid" '$1 == pid {print $2}')
  [ "$nice" = 5 ] && passed=$((passed + 1))
  cwd=$(ls -l /proc/"$pid"/cwd | awk '{print $NF}')
  [ "$cwd" = "$2/place-$n" ] && passed=$((passed + 1))
done
echo "$passed of 20"
