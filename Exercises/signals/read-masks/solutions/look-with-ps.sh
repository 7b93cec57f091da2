# ps shows the masks side by side; the reader does the rest.
ps -o pid,blocked,ignored,caught -p $a,$b,$c,$d
lab answer treats="$a=default $b=ignored $c=caught $d=blocked"
