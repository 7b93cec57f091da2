# Asks ps for the command lines of one program, and compares the piece after --run.
p=$(ps -C lab-train -o pid=,args= | awk '{for (i = 1; i < NF; i++) if ($i == "--run" && $(i+1) == "{{run}}") print $1}')
lab answer "$p"
