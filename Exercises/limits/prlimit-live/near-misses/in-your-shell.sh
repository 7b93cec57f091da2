# ulimit at the prompt: it changes the shell, not the server.
ulimit -Sn {{n}}
