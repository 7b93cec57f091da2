# Takes the LWP column of ps -L: each loader's second thread is in it.
lab answer loaders="$(ps -L -o lwp= --ppid $job | xargs)"
